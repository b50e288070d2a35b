# Installs the connector from this bundle, without any index. Usage: .\install.ps1 [-Folder C:\Connector]
# Needs Python 3.11 or later. Every wheel is checked against its hash; nothing is compiled. No administrator is needed.
param([string]$Folder = "C:\Connector", [string]$Python = "py")
$ErrorActionPreference = "Stop"
$here = Split-Path -Parent $MyInvocation.MyCommand.Path

& $Python -c "import sys; sys.exit(sys.version_info < (3, 11))"
if ($LASTEXITCODE -ne 0) { throw "Cần Python 3.11 trở lên (-Python ĐƯỜNG_DẪN chỉ bản khác). / Python 3.11 or later is needed (-Python PATH names another one)." }
& $Python -m venv "$Folder\venv"
if ($LASTEXITCODE -ne 0) { throw "Không tạo được môi trường ở $Folder\venv. / The virtual environment could not be made there." }
& "$Folder\venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --only-binary :all: `
    --find-links "$here\wheels" --require-hashes --requirement "$here\requirements.txt"
if ($LASTEXITCODE -ne 0) { throw "Không cài được gói: xem dòng ngay trên. / The bundle could not be installed: see the line above." }
& "$Folder\venv\Scripts\connector.exe" --version
Write-Output "Đã cài vào $Folder. Thử ngay: $Folder\venv\Scripts\connector.exe demo"
