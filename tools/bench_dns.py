"""The lab's DNS server as a program: `bench_dns.py ADDRESS NAME=ADDRESS …`.

Says where it listens; ends with its input.
"""

import sys

from tests.lab.names import Addresses, FakeDns

if __name__ == "__main__":
    _, at, *entries = sys.argv
    server = FakeDns(at)
    for name, _, address in (entry.partition("=") for entry in entries):
        server.entries[name] = Addresses((address,))
    print(server.address, flush=True)
    sys.stdin.read()
    server.close()
