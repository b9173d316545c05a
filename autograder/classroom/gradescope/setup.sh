#!/bin/bash
# Gradescope runs this once, as root, while it builds the autograder: the Python that the bundle was made with, and the
# libraries of requirements.txt, from wheels/ where there is one. It ends by trying the autograder out, so that what
# cannot work is seen at the upload and not by a student.
set -euo pipefail
source=/autograder/source
version=$(<"$source/python-version")
python="python$version"
export DEBIAN_FRONTEND=noninteractive

if ! "$python" -c "import ensurepip" 2>/dev/null; then
    apt-get update -qq
    if ! apt-get install -y -qq "$python" "$python-venv"; then
        apt-get install -y -qq software-properties-common
        add-apt-repository -y ppa:deadsnakes/ppa
        apt-get update -qq
        apt-get install -y -qq "$python" "$python-venv"
    fi
fi
if [[ "$(ldconfig -p)" != *libseccomp.so.2* ]]; then
    apt-get update -qq
    apt-get install -y -qq libseccomp2
fi

"$python" -m venv /autograder/venv
if [ -d "$source/wheels" ]; then
    /autograder/venv/bin/python -m pip install --no-index --find-links "$source/wheels" -r "$source/requirements.txt"
else
    /autograder/venv/bin/python -m pip install -r "$source/requirements.txt"
fi
chmod -R go-rwx "$source"
PYTHONPATH="$source/tree" /autograder/venv/bin/python -P -s -B -m autograder.classroom.gradescope.inside --check
