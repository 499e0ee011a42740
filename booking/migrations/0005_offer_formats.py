from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booking", "0004_answers_kept")]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="formats",
            field=models.JSONField(blank=True, default=list, verbose_name="own formats"),
        ),
    ]
