"""Gunicorn for a small machine; WEB_CONCURRENCY sets the number of workers."""

import gc
import multiprocessing
import os

workers = int(os.environ.get("WEB_CONCURRENCY", min(multiprocessing.cpu_count(), 4)))
threads = 4
worker_class = "gthread"
preload_app = False
max_requests = 5000
max_requests_jitter = 500
timeout = 30
graceful_timeout = 20
# No access log: addresses and query strings are personal. A proxy in front may count requests.
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(worker) -> None:
    """What was loaded by now stays for good: the collector need not walk it, which took 100 ms at a time."""
    gc.freeze()
