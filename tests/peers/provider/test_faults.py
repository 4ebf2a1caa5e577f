#!/usr/bin/env python3
"""Starts the peer and speaks to it over bare sockets: each fault must be the bytes it claims to be.

    test_faults.py PROVIDER_PEER
"""
import contextlib
import json
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import unittest

PEER = sys.argv.pop() if len(sys.argv) > 1 else "provider_peer"
PATIENCE = 30  # seconds; nobody waits for it unless the test fails


@contextlib.contextmanager
def running(*flags):
    process = subprocess.Popen([PEER, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline()), process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def send(sock, query="", model="m"):
    body = json.dumps({"model": model, "stream": True, "messages": []}).encode()
    sock.sendall(b"POST /v1/chat/completions" + query.encode() + b" HTTP/1.1\r\nHost: x\r\n"
                 b"Content-Length: %d\r\n\r\n" % len(body) + body)


def read_until(sock, end):
    """All bytes up to `end`, or to the connection's."""
    out = b""
    while end not in out:
        piece = sock.recv(65536)
        if not piece:
            break
        out += piece
    return out


def is_silent(sock, seconds=0.3):
    sock.settimeout(seconds)
    try:
        return sock.recv(1) is None
    except TimeoutError:
        return True
    finally:
        sock.settimeout(PATIENCE)


def dechunk(body):
    """The bytes of a chunked body, and whether it was ended as it should be."""
    out = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        if not rest and not size:
            break
        count = int(size, 16)
        if count == 0:
            return out, rest == b"\r\n"
        if len(rest) < count + 2:
            return out + rest[:count], False
        out += rest[:count]
        body = rest[count + 2:]
    return out, False


def events(stream):
    return [e.removeprefix(b"data: ") for e in stream.split(b"\n\n") if e]


def words(stream):
    out = ""
    for event in events(stream):
        if event.startswith(b"{"):
            for choice in json.loads(event).get("choices") or []:
                out += choice["delta"].get("content") or ""
    return out


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.port, _ = cls.stack.enter_context(running("--events", "4", "--gigantic-bytes", "300000"))

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def ask(self, fault, end=b"0\r\n\r\n"):
        """Head, body and the socket, which is open still if the fault leaves it so."""
        sock = connect(self.port)
        self.addCleanup(sock.close)
        send(sock, f"?fault={fault}" if fault else "")
        raw = read_until(sock, end)
        head, _, body = raw.partition(b"\r\n\r\n")
        return head, body, sock

    def stream(self, fault):
        head, body, _ = self.ask(fault)
        self.assertIn(b"HTTP/1.1 200 OK", head)
        self.assertIn(b"text/event-stream", head)
        out, ended = dechunk(body)
        self.assertTrue(ended, fault)
        return out

    def test_good(self):
        out = self.stream("")
        self.assertEqual(words(out), "word0 word1 word2 word3")
        self.assertEqual(events(out)[-1], b"[DONE]")
        self.assertEqual(json.loads(events(out)[-2])["usage"]["completion_tokens"], 4)
        self.assertEqual(json.loads(events(out)[-3])["choices"][0]["finish_reason"], "stop")

    def test_query_and_next_request(self):
        with connect(self.port) as sock:
            for count in (1, 3):
                send(sock, f"?events={count}")
                out, ended = dechunk(read_until(sock, b"0\r\n\r\n").partition(b"\r\n\r\n")[2])
                self.assertTrue(ended)
                self.assertEqual(words(out), " ".join(f"word{i}" for i in range(count)))

    def test_fault_by_model(self):
        with connect(self.port) as sock:
            send(sock, model="fault:500")
            self.assertTrue(read_until(sock, b"}}").startswith(b"HTTP/1.1 500 "))

    def test_unknown_fault(self):
        self.assertTrue(self.ask("what", b"what\n")[0].startswith(b"HTTP/1.1 400 "))

    def test_statuses(self):
        for fault, code in {"400": b"unsupported_value", "400-overflow": b"context_length_exceeded",
                            "401": b"invalid_api_key", "404": b"model_not_found",
                            "429-quota": b"insufficient_quota", "500": b"server_error",
                            "503": b"slow_down", "529": b"overloaded_error"}.items():
            head, body, _ = self.ask(fault, b"}}")
            self.assertTrue(head.startswith(b"HTTP/1.1 " + fault[:3].encode() + b" "), fault)
            self.assertIn(b"Content-Type: application/json", head)
            self.assertIn(f"Content-Length: {len(body)}".encode(), head)
            self.assertIn(code, body)
            json.loads(body)

    def test_429(self):
        for fault, part in {"429-seconds": b"Retry-After: 2\r\n", "429-ms": b"retry-after-ms: 250",
                            "429-date": b"Retry-After: Mon, 17 Aug 2026 08:00:02 GMT",
                            "429-duration": b"x-ratelimit-reset-requests: 1m0.120s",
                            "429-words": b"HTTP"}.items():
            head, body, _ = self.ask(fault, b"}}")
            self.assertTrue(head.startswith(b"HTTP/1.1 429 "), fault)
            self.assertIn(part, head + b"\r\n")
            self.assertIn(b"rate_limit_exceeded", body)
        self.assertIn(b"try again in 1.798s", self.ask("429-words", b"}}")[1])
        self.assertNotIn(b"retry", self.ask("429-words", b"}}")[0].lower())

    def test_html_error(self):
        head, body, _ = self.ask("html-error", b"</html>\n")
        self.assertTrue(head.startswith(b"HTTP/1.1 502 "))
        self.assertIn(b"Content-Type: text/html", head)
        self.assertTrue(body.startswith(b"<html>"))

    def test_wrong_content_type(self):
        head, body, _ = self.ask("wrong-content-type", b"moved.\n")
        self.assertIn(b"Content-Type: text/plain", head)
        self.assertEqual(body, b"The service is being moved.\n")

    def test_non_stream_json(self):
        head, body, _ = self.ask("non-stream-json", b"}}}")
        self.assertIn(b"Content-Type: application/json", head)
        self.assertEqual(json.loads(body)["choices"][0]["message"]["content"],
                         "word0 word1 word2 word3")

    def test_reset(self):
        with connect(self.port) as sock:
            send(sock, "?fault=reset")
            with self.assertRaises(ConnectionResetError):
                sock.recv(1)

    def test_stream_reset(self):
        with connect(self.port) as sock:
            send(sock, "?fault=stream-reset&rate=50")
            with self.assertRaises(ConnectionResetError):
                while sock.recv(65536):
                    pass

    def test_slow_headers(self):
        with connect(self.port) as sock:
            send(sock, "?fault=slow-headers")
            out = read_until(sock, b"X-Slow: aaa")
            self.assertTrue(out.startswith(b"HTTP/1.1 200 OK\r\nX-Slow: a"))
            self.assertNotIn(b"\r\n\r\n", out)

    def test_silence(self):
        with connect(self.port) as sock:
            send(sock, "?fault=silence")
            self.assertTrue(is_silent(sock))
        head, body, sock = self.ask("silence-headers", b"\r\n\r\n")
        self.assertIn(b"text/event-stream", head)
        self.assertEqual(body, b"")
        self.assertTrue(is_silent(sock))
        _, body, sock = self.ask("silence-middle", b'word2"},"finish_reason":null}],"usage":null}\n\n\r\n')
        self.assertEqual(words(dechunk(body)[0]), "word0 word1 word2")
        self.assertTrue(is_silent(sock))

    def test_only_comments(self):
        _, body, sock = self.ask("only-comments", b": keep-alive\n\n\r\n")
        body += read_until(sock, b": keep-alive") + read_until(sock, b": keep-alive")
        self.assertEqual(dechunk(body)[0].replace(b": keep-alive", b"").strip(), b"")

    def test_half_chunk(self):
        _, body, _ = self.ask("half-chunk", b"never")
        out, ended = dechunk(body)
        self.assertFalse(ended)
        self.assertTrue(out.split(b"\n\n")[-1].startswith(b"data: {"))
        with self.assertRaises(json.JSONDecodeError):
            json.loads(events(out)[-1])

    def test_stream_cut(self):
        out, ended = dechunk(self.ask("stream-cut", b"never")[1])
        self.assertFalse(ended)
        self.assertEqual(words(out), "word0 word1 word2")

    def test_malformed_json(self):
        out = self.stream("malformed-json")
        with self.assertRaises(json.JSONDecodeError):
            json.loads(events(out)[4])
        self.assertEqual(events(out)[-1], b"[DONE]")

    def test_empty_choices(self):
        out = self.stream("empty-choices")
        self.assertEqual(json.loads(events(out)[0])["choices"], [])
        self.assertIsNone(json.loads(events(out)[1])["choices"])
        self.assertEqual(words(out), "word0 word1 word2 word3")

    def test_two_data_lines(self):
        out = self.stream("two-data-lines")
        self.assertEqual(events(out)[1].count(b"\ndata: {"), 1)
        self.assertTrue(events(out)[-1].endswith(b"\ndata: [DONE]"))

    def test_crlf_bom(self):
        out = self.stream("crlf-bom")
        self.assertTrue(out.startswith(b"\xef\xbb\xbf: hello\r\n\r\n"))
        self.assertEqual(out.count(b"\n"), out.count(b"\r\n"))
        self.assertEqual(words(out[3:].replace(b"\r\n", b"\n").replace(b": hello\n\n", b"")),
                         "word0 word1 word2 word3")

    def test_gigantic_line(self):
        out = self.stream("gigantic-line")
        self.assertGreater(max(len(e) for e in events(out)), 300_000)

    def test_tool_call(self):
        arguments, names = {}, {}
        for event in events(self.stream("tool-call")):
            for choice in json.loads(event)["choices"] if event.startswith(b"{") else []:
                for call in choice["delta"].get("tool_calls", []):
                    function = call["function"]
                    names[call["index"]] = names.get(call["index"], "") + function.get("name", "")
                    arguments[call["index"]] = arguments.get(call["index"], "") + function["arguments"]
        self.assertEqual(names, {0: "get_weather", 1: "get_time"})
        self.assertEqual(json.loads(arguments[0]), {"city": "Köln"})
        self.assertEqual(arguments[1], "{}")

    def test_ends(self):
        self.assertNotIn(b"[DONE]", self.stream("truncated-no-done"))
        self.assertNotIn(b'"finish_reason":"', self.stream("truncated-no-done"))
        self.assertNotIn(b'"finish_reason":"', self.stream("no-reason"))
        self.assertIn(b"[DONE]", self.stream("no-reason"))
        self.assertIn(b'"finish_reason":"content_filter"', self.stream("content-filter"))
        self.assertIn(b'"finish_reason":"length"', self.stream("length"))
        self.assertEqual(words(self.stream("usage-only")), "")
        self.assertIn(b'"refusal":"I cannot', self.stream("refusal"))
        self.assertIn(b'"reasoning_content"', self.stream("reasoning"))
        self.assertIn(b'data: {"error":', self.stream("error-mid"))
        self.assertIn(b"event: error\ndata: {", dechunk(self.ask("error-event", b"never")[1])[0])

    def test_done_open(self):
        _, body, sock = self.ask("done-open", b"[DONE]\n\n\r\n")
        self.assertNotIn(b"\r\n0\r\n", body)
        self.assertTrue(is_silent(sock))

    def test_every_fault_answers_something(self):
        usage = subprocess.run([PEER, "--nonsense"], capture_output=True, text=True, check=False)
        self.assertEqual(usage.returncode, 2)
        names = usage.stderr.split("faults:")[1].split()
        self.assertGreater(len(names), 40)
        for name in set(names) - {"refused", "tls-failure", "reset", "silence", "stream-reset"}:
            head, _, sock = self.ask(name, b"\r\n")
            self.assertTrue(head.startswith(b"HTTP/1.1 "), name)
            sock.close()


class Runs(unittest.TestCase):
    def test_refused(self):
        with running("--fault", "refused") as (port, _):
            with self.assertRaises(ConnectionRefusedError):
                connect(port)
        with running() as (port, _):
            with connect(port) as sock:
                send(sock, "?fault=refused")
                with self.assertRaises(ConnectionResetError):
                    sock.recv(1)
            with self.assertRaises(ConnectionRefusedError):
                connect(port)

    def test_fault_by_flag(self):
        with running("--fault", "500") as (port, _):
            for query, status in ("", b"500"), ("?fault=none", b"200"):
                with connect(port) as sock:
                    send(sock, query)
                    self.assertTrue(read_until(sock, b"\r\n").startswith(b"HTTP/1.1 " + status))

    def test_text(self):
        with running("--text", 'Say  "hi"\nto Köln') as (port, _), connect(port) as sock:
            send(sock)
            out, _ = dechunk(read_until(sock, b"0\r\n\r\n").partition(b"\r\n\r\n")[2])
            self.assertEqual(words(out), 'Say  "hi"\nto Köln')

    def test_pace(self):
        with running("--rate", "100", "--events", "20") as (port, _), connect(port) as sock:
            start = time.monotonic()
            send(sock)
            read_until(sock, b"0\r\n\r\n")
            # Never faster than the pace; how much slower is the machine's matter.
            self.assertGreaterEqual(time.monotonic() - start, 0.2)

    def test_many(self):
        with running("--rate", "200", "--events", "10") as (port, _), contextlib.ExitStack() as stack:
            socks = [stack.enter_context(connect(port)) for _ in range(300)]
            for sock in socks:
                send(sock)
            for sock in socks:
                self.assertEqual(read_until(sock, b"0\r\n\r\n").count(b'"content":"'), 11)
            with connect(port) as sock:
                sock.sendall(b"GET /stats HTTP/1.1\r\n\r\n")
                stats = json.loads(read_until(sock, b"}").partition(b"\r\n\r\n")[2])
                self.assertEqual(stats["requests"], 300)
                self.assertEqual(stats["open"], 300)

    def test_slow_reader(self):
        with running("--gigantic-bytes", "20000000") as (port, _), connect(port) as sock:
            send(sock, "?fault=gigantic-line")
            with connect(port) as other:
                send(other)
                self.assertIn(b"[DONE]", read_until(other, b"0\r\n\r\n"))
            size = 0
            tail = b""
            while not tail.endswith(b"0\r\n\r\n"):
                piece = sock.recv(1 << 20)
                self.assertTrue(piece)
                size += len(piece)
                tail = (tail + piece)[-8:]
            self.assertGreater(size, 20_000_000)

    def test_ends(self):
        with running() as (_, process):
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(PATIENCE), 0)
        with running() as (_, process):
            process.stdin.close()
            self.assertEqual(process.wait(PATIENCE), 0)

    def test_tls(self):
        with tempfile.NamedTemporaryFile() as file, running("--tls", "--certificate", file.name) as (port, _):
            trusting = ssl.create_default_context(cafile=file.name)
            with trusting.wrap_socket(connect(port), server_hostname="localhost") as sock:
                send(sock, "?events=2")
                self.assertIn(b"word1", read_until(sock, b"0\r\n\r\n"))
            with self.assertRaises(ssl.SSLCertVerificationError):
                ssl.create_default_context().wrap_socket(connect(port), server_hostname="localhost")

    def test_tls_failure(self):
        with running("--fault", "tls-failure") as (port, _):
            with self.assertRaises(ssl.SSLError):
                ssl.create_default_context().wrap_socket(connect(port), server_hostname="localhost")
            with connect(port) as sock:
                sock.sendall(b"\x16\x03\x01\x00\x05hello")
                self.assertEqual(read_until(sock, b"never"), struct.pack("!BHHBB", 21, 0x303, 2, 2, 40))


if __name__ == "__main__":
    unittest.main()
