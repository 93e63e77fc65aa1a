"""A FIFO to a reader outside, and the ways to put into it what a file says."""
import ctypes
import mmap
import os

from acts.libc import syscall

TEE, VMSPLICE = 276, 278
kept = {}


class Piece(ctypes.Structure):
    """struct iovec"""
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def open_fifo(path):
    """Waits for a reader."""
    kept["fifo"] = os.open(path, os.O_WRONLY)


def write(path):
    os.write(kept["fifo"], _content(path))


def vmsplice(path):
    page = mmap.mmap(-1, mmap.PAGESIZE)
    content = _content(path)
    page[:len(content)] = content
    piece = Piece(ctypes.addressof(ctypes.c_char.from_buffer(page)), len(content))
    syscall(VMSPLICE, kept["fifo"], ctypes.addressof(piece), 1, 0)


def splice(path):
    os.splice(_piped(path), kept["fifo"], 4096)


def tee(path):
    syscall(TEE, _piped(path), kept["fifo"], 4096, 0)


def _content(path):
    with open(path, "rb") as file:
        return file.read()


def _piped(path):
    reader, writer = os.pipe()
    os.write(writer, _content(path))
    return reader
