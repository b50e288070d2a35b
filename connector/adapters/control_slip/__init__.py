"""The control slip (Phiếu kiểm soát quá trình giải quyết hồ sơ): who handed a dossier to whom, and when."""
