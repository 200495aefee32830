"""An upstream that reads every request body to its end, answers 200 and keeps the connection."""

import re
import socket
import sys
import threading

BLOCK = 256 * 1024
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def main():
    with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=512) as listener:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(connection,), daemon=True).start()


def serve(connection):
    """Answers the requests of one connection; bodies come with a Content-Length."""
    block, pending = bytearray(BLOCK), b""
    with connection:
        while True:
            while b"\r\n\r\n" not in pending:
                received = connection.recv(16384)
                if not received:
                    return
                pending += received
            head, pending = pending.split(b"\r\n\r\n", 1)
            found = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            length = int(found.group(1)) if found else 0
            left = length - len(pending)
            pending = pending[length:]
            while left > 0:
                count = connection.recv_into(block, min(left, BLOCK))
                if count == 0:
                    return
                left -= count
            connection.sendall(ANSWER)


main()
