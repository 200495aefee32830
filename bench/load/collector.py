"""Reads log datagrams from a Unix socket and forgets them: the cheapest syslog there is."""

import socket
import sys

RECEIVE_BUFFER = 1 << 22


def main():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as source:
        source.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        source.bind(sys.argv[1])
        block = bytearray(65536)
        while True:
            source.recv_into(block)


main()
