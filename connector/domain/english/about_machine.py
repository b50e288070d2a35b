"""What is said of this machine: its disk and files, the store, the log, the daemon, the program's own parts."""

SENTENCES = {
    # -- why the operating system refused
    "không có quyền": "no permission",
    "không có quyền, hoặc đã có chương trình khác dùng": "no permission, or another program has it",
    "đã có chương trình khác dùng": "another program has it",
    "không có máy nào tên ấy": "there is no machine of that name",
    "máy này không có địa chỉ ấy": "this machine has no such address",
    "đĩa chỉ cho đọc": "the disk is read-only",
    "đĩa đầy": "the disk is full",
    "quá cỡ tệp cho phép": "larger than a file may be",
    "không có tệp hoặc thư mục này": "there is no such file or folder",
    "có một tệp ở chỗ của thư mục": "a file stands where the folder should",
    "có một thư mục ở chỗ của tệp": "a folder stands where the file should",
    "đường dẫn quá dài": "the path is too long",
    "không có quyền, hoặc tệp đang mở trong chương trình khác": "no permission, or another program has the file open",
    "tệp đang mở trong chương trình khác": "another program has the file open",
    # -- the store
    "Kho dữ liệu đang bị một tiến trình khác khóa.": "Another process has locked the store.",
    "Đóng chương trình đang giữ kho này (trình xem cơ sở dữ liệu, bản sao lưu, tiến trình khác), rồi chạy lại.": (
        "Close the program that holds this store (a viewer, a backup, another process), then run again."
    ),
    "Không ghi được kho dữ liệu: đĩa đầy, hết hạn mức hoặc đĩa lỗi.": (
        "The store cannot be written: the disk is full, over its quota, or failing."
    ),
    "Giải phóng dung lượng hoặc kiểm tra đĩa, rồi chạy lại; những gì đã ghi xong vẫn còn nguyên.": (
        "Free some space or check the disk, then run again; what was written is untouched."
    ),
    "Tệp kho dữ liệu không còn ở chỗ của nó, hoặc đã bị thay bằng tệp khác.": (
        "The store's file is no longer in its place, or another one stands there."
    ),
    "Đặt lại đúng tệp ấy; đã mất thì dừng dịch vụ, khôi phục bản sao lưu (connector restore TỆP), rồi chạy lại.": (
        "Put that file back; if it is lost, stop the service, restore a backup (connector restore FILE), run again."
    ),
    "Kho dữ liệu bị hỏng.": "The store is damaged.",
    "Giữ tệp này lại, khôi phục bản sao lưu gần nhất (connector restore TỆP), rồi chạy lại.": (
        "Keep this file, put the latest backup in its place (connector restore FILE), then run again."
    ),
    "Không mở được hoặc không ghi được kho dữ liệu.": "The store cannot be opened or written.",
    "Cấp cho tài khoản dịch vụ quyền đọc và ghi tệp và thư mục này (máy chủ: quyền tạo và ghi bảng), rồi chạy lại.": (
        "Let the service's account read and write this file and its folder (on a server: make and write tables), then "
        "run again."
    ),
    "Không dùng được máy chủ cơ sở dữ liệu của kho": "The store's database server cannot be used",
    "Không dùng được máy chủ cơ sở dữ liệu của kho: {}.": "The store's database server cannot be used: {}.",
    "Kiểm tra máy chủ, mạng, tên cơ sở dữ liệu và tài khoản ở khóa store; những gì đã ghi xong vẫn còn nguyên.": (
        "Check the server, the network, and the database's name and account in store; what was written is untouched."
    ),
    "Cơ sở dữ liệu này dùng bảng mã {}; kho dữ liệu cần UTF8.": (
        "This database writes text as {}; the store needs UTF8."
    ),
    "Tạo cơ sở dữ liệu khác (createdb --template=template0 --encoding=UTF8 TÊN) và sửa khóa store.": (
        "Make another database (createdb --template=template0 --encoding=UTF8 NAME) and correct store."
    ),
    "Tệp này không phải là kho dữ liệu của connector, hoặc đã bị hỏng.": (
        "This file is no store of the connector, or it is damaged."
    ),
    "Kiểm tra khóa store trong connector.yaml; nếu đúng tệp thì khôi phục bản sao lưu (connector restore TỆP).": (
        "Check store in connector.yaml; if it is the right file, put a backup in its place (connector restore FILE)."
    ),
    "Kho dữ liệu báo lỗi ngoài dự kiến.": "The store reports an error that was not foreseen.",
    "Xem nhật ký để biết chi tiết; không sửa kho bằng tay.": "See the log for details; do not mend the store by hand.",
    "Kho dữ liệu này nằm trên máy chủ cơ sở dữ liệu, không phải một tệp; lệnh này chỉ sao lưu được tệp SQLite.": (
        "This store lies on a database server and is no file; this command can only copy SQLite files."
    ),
    "Dùng công cụ của máy chủ đó: pg_dump --format=custom để sao lưu, pg_restore để khôi phục.": (
        "Use that server's tools: pg_dump --format=custom to back up, pg_restore to restore."
    ),
    "Đây là cơ sở dữ liệu của chương trình khác, không phải kho dữ liệu của connector.": (
        "This is another program's database, and no store of the connector."
    ),
    "Kiểm tra khóa store trong connector.yaml; chọn một tệp mới hoặc tệp kho cũ của connector.": (
        "Check store in connector.yaml; name a new file, or an earlier store of the connector."
    ),
    "Kho dữ liệu thuộc phiên bản mới hơn ({}) bản connector đang chạy ({}).": (
        "The store is of a newer version ({}) than this connector ({})."
    ),
    "Cài lại bản connector mới, hoặc khôi phục bản sao lưu làm trước khi nâng cấp (connector restore TỆP).": (
        "Install the newer connector again, or put back the backup made before the upgrade (connector restore FILE)."
    ),
    "Khóa store không phải là một URL cơ sở dữ liệu.": "store is no URL of a database.",
    "Viết theo dạng sqlite:///var/connector.db hoặc postgresql+psycopg://tài_khoản:mật_khẩu@máy/kho.": (
        "Write it like sqlite:///var/connector.db or postgresql+psycopg://account:password@host/store."
    ),
    "Thiếu thư viện để nối tới loại cơ sở dữ liệu này.": "The library for this kind of database is missing.",
    "Cài thư viện Python của {}, hoặc dùng sqlite:///.": "Install the Python library of {}, or use sqlite:///.",
    "Không mở được kho dữ liệu để ghi: {}.": "The store cannot be opened to be written: {}.",
    "Cấp cho tài khoản dịch vụ quyền ghi tệp và thư mục này, kiểm tra đĩa còn chỗ, rồi chạy lại.": (
        "Let the service's account write this file and its folder, check the disk's space, then run again."
    ),
    "Không tạo được thư mục dữ liệu: {}.": "The data folder cannot be made: {}.",
    "Cấp cho tài khoản dịch vụ quyền ghi vào thư mục trên nó, hoặc sửa khóa data trong connector.yaml.": (
        "Let the service's account write the folder above it, or correct data in connector.yaml."
    ),
    "Vị trí đã đọc của luồng {} được ghi theo phiên bản {}, không dùng được.": (
        "How far link {} was read is written in version {}, which cannot be used."
    ),
    "Dùng bản connector đọc được phiên bản này (bản đang chạy đọc phiên bản {}).": (
        "Use a connector that reads this version (this one reads version {})."
    ),
    "Chỗ định ghi bản sao lưu là một thư mục.": "The place for the backup is a folder.",
    "Nêu cả tên tệp trong thư mục đó, thí dụ sao-luu.db.": "Name a file in that folder too, such as sao-luu.db.",
    "Đã có một tệp ở chỗ định ghi bản sao lưu; tệp đó được để nguyên.": (
        "A file stands where the backup was to be written; it was left as it is."
    ),
    "Không ghi được bản sao lưu: đĩa đầy, hết hạn mức hoặc đĩa lỗi.": (
        "The backup cannot be written: the disk is full, over its quota, or failing."
    ),
    "Chọn ổ đĩa khác còn chỗ, hoặc giải phóng dung lượng; kho dữ liệu không bị ảnh hưởng.": (
        "Choose another disk with room, or free some space; the store is not affected."
    ),
    "Chọn tên tệp khác, hoặc dời tệp cũ đi.": "Choose another name, or move that file away.",
    "Tệp này không phải là bản sao lưu của connector, hoặc đã bị hỏng.": (
        "This file is no backup of the connector, or it is damaged."
    ),
    "Chọn một bản khác do connector backup ghi ra; kho dữ liệu đang có được để nguyên.": (
        "Choose another one that connector backup wrote; the store was left as it is."
    ),
    "Không ghi được tệp: {}.": "The file cannot be written: {}.",
    "Đóng chương trình khác đang mở tệp này; chọn thư mục có sẵn, còn chỗ trống, tài khoản này được ghi.": (
        "Close whatever has this file open; choose a folder that is there, has space, and may be written."
    ),
    "Không có tệp sao lưu này.": "There is no such backup.",
    "Kiểm tra đường dẫn; tệp do connector backup ghi ra.": (
        "Check the path; the file is one that connector backup wrote."
    ),
    "Tiến trình nền đang chạy; chưa khôi phục gì.": "The daemon is running; nothing was restored.",
    "Luồng {} đang chạy; chưa khôi phục gì.": "Link {} is running; nothing was restored.",
    "Dừng tiến trình nền (connector daemon stop; không gọi tới được thì dừng chính dịch vụ của nó) và "
    "chờ các lượt chạy xong, rồi chạy lại.": (
        "Stop the daemon (connector daemon stop; if that does not reach it, its service), wait for the runs to end, "
        "then run again."
    ),
    "Kho dữ liệu đang được máy {} sử dụng; chưa khôi phục gì.": "Host {} uses the store; nothing was restored.",
    "Dừng connector trên máy đó, chờ một phút, rồi chạy lại.": (
        "Stop the connector on that host, wait a minute, then run again."
    ),
    # -- who runs
    "Không mở được tệp khóa của luồng: {}.": "The link's lock file cannot be opened: {}.",
    "Cấp cho tài khoản dịch vụ quyền ghi vào thư mục dữ liệu (khóa data), rồi chạy lại.": (
        "Let the service's account write the data folder (data), then run again."
    ),
    "Luồng {} đang do một tiến trình khác giữ.": "Another process holds link {}.",
    "Luồng {} đang chạy ở nơi khác: máy {}, tiến trình {}, lượt {}, từ {}.": (
        "Link {} is running elsewhere: host {}, process {}, run {}, since {}."
    ),
    "Chờ lượt đó xong, hoặc dừng tiến trình đó, rồi chạy lại.": (
        "Wait until that run has ended, or stop that process, then run again."
    ),
    "Lúc đó không có tiến trình nền nào đang chạy.": "No daemon was running then.",
    "Không cần chạy thêm: tiến trình đó đang làm. Muốn thay nó thì dừng nó trước (connector daemon stop), rồi chạy "
    "lại.": (
        "No other one is needed: that process does the work. To take its place stop it first (connector daemon stop), "
        "then run again."
    ),
    "Một tiến trình nền khác của kho dữ liệu này đang chạy.": "Another daemon of this store is running.",
    "Một tiến trình nền khác đang chạy: máy {}, tiến trình {}, từ {}.": (
        "Another daemon is running: host {}, process {}, since {}."
    ),
    "Không mở được địa chỉ theo dõi {}: {}.": "The address {} for monitors cannot be opened: {}.",
    "Chọn địa chỉ hoặc cổng khác cho --health HOST:PORT, hoặc bỏ tùy chọn này.": (
        "Choose another address or port for --health HOST:PORT, or leave it out."
    ),
    # -- files of the reconcile, of reports and of the log
    "Không ghi được tệp của đối chiếu: đĩa đầy.": "The reconcile's files cannot be written: the disk is full.",
    "Giải phóng đĩa rồi chạy lại; lượt dở dang không để lại gì.": (
        "Free some space, then run again; the run that broke off left nothing."
    ),
    "Đối chiếu không đủ bộ nhớ ({}) hoặc không còn chỗ ghi tạm.": (
        "The reconcile has too little memory ({}), or no space left for its temporary files."
    ),
    "Giải phóng đĩa và bộ nhớ, hoặc đối chiếu từng khoảng ngày (--since, --until), rồi chạy lại.": (
        "Free disk and memory, or reconcile fewer days at once (--since, --until), then run again."
    ),
    "Tệp của đối chiếu không đọc hoặc ghi được ({}).": "The reconcile's files cannot be read or written ({}).",
    "Chạy lại; nếu còn lỗi, kiểm tra đĩa và báo người phát triển.": (
        "Run again; if it stays, check the disk and tell the developers."
    ),
    "Tệp kết quả đối chiếu của luồng bị hỏng.": "The link's file of results is damaged.",
    "Xóa tệp này (chỉ báo cáo dùng đến nó), rồi chạy lại connector reconcile cho cả kỳ để lập lại.": (
        "Delete this file (only reports use it), then run connector reconcile for the whole period to make it again."
    ),
    "Đóng chương trình khác đang mở tệp này, kiểm tra đĩa còn chỗ và tài khoản dịch vụ có quyền ghi vào thư mục này, "
    "rồi chạy lại.": (
        "Close whatever has this file open, check the disk's space and that the service's account may write this "
        "folder, then run again."
    ),
    "Không ghi được tệp của đối chiếu: {}.": "The reconcile's files cannot be written: {}.",
    "Không biết ghi báo cáo dạng “{}”.": "A report of the sort “{}” cannot be written.",
    "Đặt đuôi tệp là một trong: {}.": "Let the file end in one of: {}.",
    "Chỗ của tệp báo cáo là một thư mục.": "A folder stands where the report should.",
    "Chọn tên khác cho báo cáo.": "Choose another name for the report.",
    "Không ghi được báo cáo.": "The report cannot be written.",
    "Không ghi được báo cáo{}.": "The report cannot be written{}.",
    "Nếu tệp đang mở trong chương trình khác thì đóng lại; kiểm tra thư mục và chỗ trống, hoặc chọn chỗ khác.": (
        "If the file is open in another program, close it; check folder and space, or choose another place."
    ),
    "Không ghi được nhật ký: {}.": "The log cannot be written: {}.",
    "Cấp quyền ghi cho thư mục đó, giải phóng đĩa, hoặc sửa khóa logs.file trong connector.yaml.": (
        "Let that folder be written, free some space, or correct logs.file in connector.yaml."
    ),
    # -- messages to people
    "Máy chủ thư không nhận tài khoản gửi thư.": "The mail server does not take the account.",
    "Máy chủ thư không nhận người nhận nào.": "The mail server takes none of those who should get it.",
    "Không tin được chứng thư TLS của máy chủ thư.": "The mail server's TLS certificate is not trusted.",
    "Không gửi được thư: {}.": "The mail could not be sent: {}.",
    "Máy chủ thư không nhận {} trong {} người nhận.": "The mail server did not take {} of {} who should get it.",
    "Sửa khóa alerts.mail.to.": "Correct alerts.mail.to.",
    "Máy chủ thư không mã hóa bằng STARTTLS.": "The mail server does not encrypt by STARTTLS.",
    "Máy chủ thư không nhận đăng nhập ở cổng này.": "The mail server takes no login on this port.",
    "Sửa security, port hoặc username của alerts.mail.": "Correct security, port or username of alerts.mail.",
    "Kiểm tra máy chủ thư và khóa alerts.mail.": "Check the mail server and alerts.mail.",
    "Không gọi được địa chỉ nhận tin: {}.": "The address for messages could not be called: {}.",
    "Địa chỉ nhận tin trả lời {}.": "The address for messages answered {}.",
    "Kiểm tra khóa alerts.webhook.": "Check alerts.webhook.",
    "Không ghi được tệp tin báo: {}.": "The file of messages cannot be written: {}.",
    "Cấp quyền ghi cho thư mục đó, hoặc sửa khóa alerts.file.": "Let that folder be written, or correct alerts.file.",
    "máy chủ thư không trả lời hoặc ngắt kết nối": "the mail server does not answer, or broke off",
    "máy chủ trả lời {}": "the server answered {}",
    "không trả lời": "no answer",
    "cuộc gọi bị hỏng": "the call broke",
    "không tin được chứng thư TLS của máy chủ": "the server's TLS certificate is not trusted",
    "không tìm thấy máy chủ theo tên đã khai báo": "there is no server of the name given",
    "máy chủ từ chối kết nối": "the server refuses the connection",
    # -- the program
    "Bộ kết nối '{}' không dùng làm {} được.": "The adapter '{}' cannot be used as {}.",
    "nguồn": "a source",
    "đích": "a target",
    "bên làm chứng": "a witness",
    "Chọn hệ thống khác cho phía này của luồng đồng bộ.": "Choose another system for this side of the link.",
    "Bộ kết nối '{}' được khai báo hai lần.": "The adapter '{}' is declared twice.",
    "Gỡ gói cài thêm {}.": "Uninstall the package {}.",
    "Không có bộ kết nối '{}'.": "There is no adapter '{}'.",
    "Dùng một trong: {}.": "Use one of: {}.",
    "Bộ kết nối '{}' ({}) không nạp được: {}.": "The adapter '{}' ({}) cannot be loaded: {}.",
    "Cài lại hoặc gỡ gói đó.": "Install that package again, or uninstall it.",
    "Bộ kết nối '{}' ({}) không phải là một AdapterKind.": "The adapter '{}' ({}) is no AdapterKind.",
    "Lỗi không lường trước ({}).": "An error nobody foresaw ({}).",
    "Xem dòng error.unexpected trong nhật ký (connector logs --level error) và báo cho người bảo trì.": (
        "See the line error.unexpected of the log (connector logs --level error) and tell whoever maintains this."
    ),
    "Không tạo được thư mục: {}.": "The folder cannot be made: {}.",
    "Thư mục đã có dữ liệu.": "The folder holds something already.",
    "Chọn thư mục khác bằng --dir, hoặc xóa thư mục đó.": "Choose another folder with --dir, or delete that one.",
    "Tệp cấu hình đã có; không ghi đè.": "The configuration is there already; nothing is overwritten.",
    "Chọn thư mục khác bằng --dir.": "Choose another folder with --dir.",
    "Không ghi được tệp cấu hình: {}.": "The configuration cannot be written: {}.",
    "Khóa alerts chưa có kênh nào.": "alerts names no channel yet.",
    "Thêm mail, webhook hoặc file; xem docs/configuration.md.": "Add mail, webhook or file; see docs/configuration.md.",
}
