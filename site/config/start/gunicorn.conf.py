"""How gunicorn serves the site, on any machine: `gunicorn -c site/config/start/gunicorn.conf.py config.wsgi`."""

import os

pythonpath = ".,site"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
loglevel = "warning"
graceful_timeout = 5
keepalive = 5
limit_request_line = 8190
