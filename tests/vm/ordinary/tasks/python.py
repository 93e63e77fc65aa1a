"""Python, offline."""
import zipfile

from harness import check_equal
from task import WORKSPACE, Task, read, write

WORK = '''
import asyncio, json, multiprocessing, os, socket, sqlite3, subprocess, tempfile, threading

def square(number):
    return number * number

async def through_pipe():
    process = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1)
    return (await process.communicate(b"hello"))[0].decode()

def through_socket():
    with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as server:
        server.bind(directory + "/socket")
        server.listen()
        client = socket.socket(socket.AF_UNIX)
        threading.Thread(target=client.connect, args=[directory + "/socket"]).start()
        with server.accept()[0] as accepted:
            accepted.sendall(b"unix")
            return client.recv(4).decode()

def through_database():
    with sqlite3.connect("numbers.db") as database:
        database.execute("pragma journal_mode=wal")
        database.execute("create table numbers (number)")
        database.executemany("insert into numbers values (?)", [(n,) for n in range(10)])
        return database.execute("select sum(number) from numbers").fetchone()[0]

if __name__ == "__main__":
    with multiprocessing.Pool(4) as pool:
        squares = sum(pool.map(square, range(50)))
    shared = multiprocessing.Value("i", 41)
    with shared.get_lock():
        shared.value += 1
    with open("result.json", "w") as file:
        json.dump([squares, shared.value, asyncio.run(through_pipe()), through_socket(), through_database()], file)
'''


class Script(Task):
    name = "python_script"
    intent = "Run work.py with python3 and cat"
    script = "python3 work.py"

    def prepare(self):
        write("work.py", WORK)

    def product(self, run):
        check_equal("the results", read("result.json"), '[40425, 42, "hello", "unix", 45]')


class Environment(Task):
    name = "python_venv"
    intent = "Install the Python package greet from its wheel with pip into a virtual environment that `python3 -m venv` " \
             "makes, and run the program that it brings"
    script = """
        python3 -m venv env
        env/bin/pip install -q --no-index --find-links . --disable-pip-version-check greet
        env/bin/greet >result
    """

    def prepare(self):
        with zipfile.ZipFile(f"{WORKSPACE}/greet-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr("greet.py", "def main():\n    import greet\n    print('hello from', greet.__name__)\n")
            wheel.writestr("greet-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greet\nVersion: 1.0\n")
            wheel.writestr("greet-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr("greet-1.0.dist-info/entry_points.txt", "[console_scripts]\ngreet = greet:main\n")
            wheel.writestr("greet-1.0.dist-info/RECORD", "".join(f"{name},,\n" for name in (
                "greet.py", *(f"greet-1.0.dist-info/{part}" for part in (
                    "METADATA", "WHEEL", "entry_points.txt", "RECORD")))))

    def product(self, run):
        check_equal("the program's answer", read("result"), "hello from greet\n")
