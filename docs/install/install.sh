#!/bin/sh
# Installs the connector from this bundle, without any index. Usage: ./install.sh [FOLDER] (default /opt/connector).
# Needs Python 3.11 or later with venv. Every wheel is checked against its hash; nothing is compiled.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-/opt/connector}
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Cần Python 3.11 trở lên (đặt biến PYTHON nếu python3 là bản cũ). / Python 3.11 or later is needed." >&2
    exit 1
fi
"$python" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check --no-index --only-binary :all: \
    --find-links "$here/wheels" --require-hashes --requirement "$here/requirements.txt"
"$folder/bin/connector" --version
echo "Đã cài vào $folder. Thử ngay: $folder/bin/connector demo"
