# SPDX-License-Identifier: MIT
"""Certificates for the servers of a test."""

import subprocess


def openssl(*argv, cwd):
    subprocess.run(["openssl", *argv], cwd=cwd, check=True, capture_output=True, timeout=30)


def alternative(name):
    """How a certificate says a host name or an address."""
    return ("IP:" if name[0].isdigit() and name.replace(".", "").isdigit() else "DNS:") + name


class Authority:
    """A certificate authority of openssl's, the smallest one."""

    def __init__(self, folder, name):
        self.folder = folder / name
        self.folder.mkdir()
        (self.folder / "index.txt").touch()
        (self.folder / "serial").write_text("1000\n")
        (self.folder / "ca.cnf").write_text(
            "[ca]\ndefault_ca=d\n[d]\ndir=.\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\n"
            "default_md=sha256\npolicy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n"
            "[req]\ndistinguished_name=n\n[n]\n")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                "-subj", f"/CN={name}", "-keyout", "ca.key", "-out", "ca.pem", cwd=self.folder)
        self.pem = self.folder / "ca.pem"

    def certificate(self, label, names, start="20200101000000Z", end="20491231000000Z"):
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={label}",
                "-addext", "subjectAltName=" + ",".join(map(alternative, names)), "-config", "ca.cnf",
                "-keyout", f"{label}.key", "-out", f"{label}.csr", cwd=self.folder)
        openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key",
                "-startdate", start, "-enddate", end, "-in", f"{label}.csr", "-out", f"{label}.pem", cwd=self.folder)
        return f"{self.folder / label}.pem,{self.folder / label}.key"
