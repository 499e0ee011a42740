"""Pictures of goods, as Oscar asks for them."""

from typing import Any

from oscar.core.thumbnails import AbstractThumbnailer


class Thumbnailer(AbstractThumbnailer):
    """Serves the picture as it is stored: pictures are prepared when they are uploaded."""

    def generate_thumbnail(self, source: Any, **opts: Any) -> Any:
        return source

    def delete_thumbnails(self, source: Any) -> None:
        """Nothing was made, nothing is left."""
