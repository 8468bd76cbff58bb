"""Writes the part of the client that comes from the contract when the package is built."""
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

HERE = Path(__file__).resolve().parent
KEPT = HERE / "openapi.yaml"  # in a source distribution
CONTRACT = KEPT if KEPT.exists() else HERE.parent.parent / "api" / "openapi.yaml"


class Build(build_py):
    def run(self):
        super().run()
        sys.path.insert(0, str(HERE))
        import generate

        out = Path(self.get_package_dir("synthetic_souls") if self.editable_mode else Path(self.build_lib) / "synthetic_souls")
        generate.write(CONTRACT, out)


class Distribute(sdist):
    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        shutil.copy(CONTRACT, Path(base_dir) / "openapi.yaml")
        shutil.copy(HERE / "generate.py", base_dir)


setup(cmdclass={"build_py": Build, "sdist": Distribute})
