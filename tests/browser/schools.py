"""Partner schools on this machine: `school-a.localhost` and `school-b.localhost`, other sites than the portal for Chromium."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.test_accounts import mailed_code

ROOT = Path(__file__).resolve().parent.parent.parent
# Reads {slug, origins, …} from its standard input; a partner made before is written anew.
_MAKE = """
import json, sys
from partners.models import Partner
given = json.load(sys.stdin)
partner = Partner.objects.filter(slug=given["slug"]).first() or Partner(slug=given["slug"])
for name, value in given.items():
    setattr(partner, name, value)
partner.full_clean()
partner.save()
"""


def make_partner(environment: dict[str, str], **fields: object) -> None:
    """In the running portal's own database (fixture `portal_environment`)."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity", "0", "--command", _MAKE]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, input=json.dumps(fields), text=True)


def sign_in_contact(page: Page, environment: dict[str, str], address: str) -> None:
    """As a partner's contact does: by a code sent to that address."""
    page.goto("/compte/")
    page.fill("input[name=email]", address)
    page.click("main form button")
    page.fill("input[name=code]", mailed_code(environment, address))
    page.click("main form button >> nth=0")
    page.wait_for_url("**/compte/")


class Schools:
    """Serves whatever html a test puts at a path, under any name of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, str] = {}

    def origin(self, name: str = "school-a") -> str:
        return f"http://{name}.localhost:{self.port}"

    def put(self, path: str, html: str, name: str = "school-a") -> str:
        """The address at which a page now stands."""
        self.pages[path] = (
            f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>École</title></head><body>{html}</body></html>'
        )
        return self.origin(name) + path


@contextmanager
def running_schools() -> Iterator[Schools]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = schools.pages.get(self.path)
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    schools = Schools(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield schools
    finally:
        server.shutdown()
        server.server_close()
