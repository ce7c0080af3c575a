"""A provider with a list as long as it is asked to be, and nothing else: `python -m
benchmarks.long_list ROWS` prints its port and answers until it is ended.

The stand-in keeps every session in full and looks through all of them for each page; here only the
asked rows are made.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

START = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
ROW = (
    '{{"sid": "ES{number:032x}", "examSid": "EX{exam:032x}", "enrollmentSid": "EN{number:032x}",'
    ' "status": "Scheduled", "sessionType": "smarter-scheduling", "appointmentDate": "{start}",'
    ' "exam": {{"title": "Final {exam}", "courseName": "Course {exam}",'
    ' "instructorName": "Instructor {exam}"}}, "enrollment": {{"user": {{"firstName":'
    ' "Learner{number}", "lastName": "Number{exam}", "email": "learner{number}@example.edu"}}}}}}'
)
EXAMS = 500


def row(number: int) -> str:
    """One row as JSON; a session read by itself is the same with less in it."""
    start = START + timedelta(minutes=number % 10_000)
    return ROW.format(number=number, exam=number % EXAMS, start=f"{start:%Y-%m-%dT%H:%M:%S}.000Z")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    rows = 0

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path.endswith("/appointments"):
            self._send(self._page(int(query["offset"][0]), int(query["limit"][0])))
        else:
            self._send(row(int(path.rsplit("/ES", 1)[1], 16)))

    def _page(self, offset: int, limit: int) -> str:
        numbers = range(offset, min(offset + limit, self.rows))
        results = ", ".join(row(number) for number in numbers)
        return f'{{"total": {self.rows}, "results": [{results}]}}'

    def _send(self, said: str) -> None:
        body = said.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed but the port."""


def main(rows: int) -> None:
    Handler.rows = rows
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
