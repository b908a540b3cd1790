"""A TCP proxy between the browser and the process that can be cut and stalled: a network that fails, on demand."""

import socket
import threading


class CuttableProxy:
    """Forwards to (host, port) while `mode` is "open"; "cut" closes and refuses, "stalled" keeps quiet."""

    def __init__(self, host, port):
        self.target = (host, port)
        self.mode = "open"
        self.pairs = []
        self.flowing = threading.Event()
        self.flowing.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def open(self):
        self.mode = "open"
        self.flowing.set()

    def cut(self):
        self.mode = "cut"
        self.flowing.set()
        for one in self.pairs:
            _close(one)
        self.pairs.clear()

    def stall(self):
        self.mode = "stalled"
        self.flowing.clear()

    def close(self):
        self.cut()
        _close(self.listener)

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "cut":
                _close(client)
                continue
            try:
                server = socket.create_connection(self.target)
            except OSError:
                _close(client)
                continue
            self.pairs += [client, server]
            threading.Thread(target=self._pump, args=(client, server), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client), daemon=True).start()

    def _pump(self, source, sink):
        try:
            while chunk := source.recv(65536):
                self.flowing.wait()
                sink.sendall(chunk)
        except OSError:
            pass
        _close(source)
        _close(sink)


def _close(one):
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()
