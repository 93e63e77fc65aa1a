"""Another machine: a network namespace at the other end of a wire, with a good address and a bad one.

neighbour.py: run in the namespace; answers TCP at the good address, and sends a datagram for each address that it reads."""
import socket
import subprocess
import sys
import threading

HERE, BAD, GOOD = "198.51.100.200", "198.51.100.201", "198.51.100.202"
LINK, FAR_LINK = "telos0", "telos1"
PORT, DATAGRAM_PORT = 8080, 4040
ARRIVAL_S = 3


class Neighbour:
    """The wire, and whoever is at its other end."""

    def __init__(self):
        self.process = subprocess.Popen(["unshare", "-n", "/usr/bin/python3", "-u", __file__], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)
        self.process.stdout.readline()
        ip("link", "add", LINK, "type", "veth", "peer", "name", FAR_LINK, "netns", str(self.process.pid))
        ip("address", "add", f"{HERE}/24", "dev", LINK)
        ip("link", "set", LINK, "up")
        self.process.stdin.write("ready\n")
        self.process.stdout.readline()
        self.receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.receiver.bind((HERE, DATAGRAM_PORT))
        self.receiver.settimeout(ARRIVAL_S)

    def reaches(self, source):
        """Whether a datagram of its from this address arrives here."""
        self.process.stdin.write(source + "\n")
        self.process.stdout.readline()
        try:
            return self.receiver.recvfrom(100)[1][0] == source
        except TimeoutError:
            return False


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def accept(server):
    while True:
        server.accept()[0].close()


def main():
    print("here")
    sys.stdin.readline()
    for address in (BAD, GOOD):
        ip("address", "add", f"{address}/24", "dev", FAR_LINK)
    ip("link", "set", FAR_LINK, "up")
    threading.Thread(target=accept, args=(socket.create_server((GOOD, PORT)),), daemon=True).start()
    print("up")
    for line in sys.stdin:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind((line.strip(), 0))
            sender.sendto(b"hello", (HERE, DATAGRAM_PORT))
        print("sent")


if __name__ == "__main__":
    main()
