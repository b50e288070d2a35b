"""What is said of files and books: exports, registers, control slips, catalogues, and the lists given to a desk."""

SENTENCES = {
    # -- any file that is read as a table
    "Tệp {}: {}.": "File {}: {}.",
    "Mở thử tệp bằng phần mềm bảng tính; không mở được thì xuất lại, hoặc lấy bản khác.": (
        "Try to open it with a spreadsheet program; if it does not open, export it again or bring another copy."
    ),
    "{}, dòng {}": "{}, row {}",
    "dòng {}": "row {}",
    "{}, trang {}, dòng {}": "{}, sheet {}, row {}",
    "{}, trang {}": "{}, sheet {}",
    "có {} ô trong khi tiêu đề có {} cột: dòng bị ngắt hoặc giá trị bị lệch cột": (
        "has {} cells while the header has {} columns: the row is broken, or its values are shifted"
    ),
    "không tìm thấy dòng tiêu đề có các cột {}": "there is no header row with the columns {}",
    "Xuất lại với ngày dạng dd/MM/yyyy, hoặc khai báo convert của cột này trong map.": (
        "Export again with days as dd/MM/yyyy, or name this column's convert in map."
    ),
    "cột {}": "column {}",
    "cột '{}' {}": "column '{}' {}",
    "cột '{}' {}; không đọc ngày nào của cột này": "column '{}' {}; no day of this column is read",
    "Xem lại tệp, hoặc sửa map, columns, sheet, header_row.": (
        "Look at the file, or correct map, columns, sheet, header_row."
    ),
    "thiếu cột {}": "column {} is missing",
    "thiếu cột {} đã khai báo ở columns": "column {}, named at columns, is missing",
    "có nhiều cột cùng tên {}": "there are several columns called {}",
    "có nhiều cột cùng là {}": "there are several columns for {}",
    "có hai cột cùng là {}": "there are two columns for {}",
    "có hơn {} dòng": "it has more than {} rows",
    "Chia nhỏ tệp, hoặc tăng max_rows.": "Split the file, or raise max_rows.",
    "Chia nhỏ tệp.": "Split the file.",
    "có nhiều ô hơn tiêu đề: giá trị có dấu phẩy phải đặt trong nháy kép": (
        "has more cells than the header: a value with a comma must be quoted"
    ),
    "ghi tháng trước ngày (thấy ở dòng {})": "has the month before the day (seen in row {})",
    "có vẻ đã bị đảo ngày và tháng khi mở bằng Excel (ngày trên 12 là chữ, ngày đến 12 là ngày của Excel)": (
        "seems to have had day and month swapped by Excel (days above 12 are text, days up to 12 are Excel's own)"
    ),
    "không đọc được theo bảng mã {}": "cannot be read in the encoding {}",
    "Khai báo đúng encoding.": "Name the right encoding.",
    "có dấu nháy không đóng từ dòng {}": "has a quote that is not closed, from row {}",
    "dấu nháy đặt sai chỗ nên không tách được các ô": "a quote stands where the cells cannot be told apart",
    "không phải là tệp văn bản": "it is no text file",
    "không đoán được bảng mã": "its encoding cannot be guessed",
    "Khai báo encoding của hệ thống này, hoặc xuất lại bằng UTF-8.": (
        "Name this system's encoding, or export again as UTF-8."
    ),
    "Một mã hồ sơ ứng với nhiều dòng khác mã trong tệp xuất.": (
        "One code stands for several rows of other codes in the export."
    ),
    "Tệp xuất của một cửa có dòng không biết là của hồ sơ nào: {}.": (
        "The one-stop's export has a row of which nobody knows whose it is: {}."
    ),
    "Sửa dòng đó, hoặc để cột mã hồ sơ ở dạng văn bản rồi xuất lại.": (
        "Correct that row, or make the column of codes text and export again."
    ),
    "không có, hoặc không tệp nào khớp": "it is not there, or no file matches",
    "Xem lại path và pattern, hoặc xuất tệp vào đó.": "Look at path and pattern, or export the file there.",
    "không mở được (không có, hoặc không có quyền)": "it cannot be opened (not there, or no permission)",
    "không đọc được (đang bị khoá, hoặc không có quyền)": "it cannot be read (locked, or no permission)",
    "Đóng tệp rồi chạy lại.": "Close the file, then run again.",
    "lớn hơn {} MB nên không mở": "it is larger than {} MB, so it is not opened",
    "Chia nhỏ tệp, hoặc tăng max_mb.": "Split the file, or raise max_mb.",
    "rỗng, không có cả dòng tiêu đề": "it is empty, without even a header row",
    "thay đổi trong lúc đọc": "it changed while it was read",
    "Chờ phần mềm ghi xong; lượt chạy sau đọc lại.": "Wait until it is written; the next run reads it again.",
    "là trang web hoặc XML chứ không phải bảng tính": "it is a web page or XML, and no workbook",
    "Mở bằng Excel và lưu lại thành .xlsx; nếu là trang đăng nhập thì đăng nhập rồi xuất lại.": (
        "Open it in Excel and save it as .xlsx; if it is a login page, log in and export again."
    ),
    "có mật khẩu": "it has a password",
    "Bỏ mật khẩu của tệp.": "Take the file's password off.",
    "hỏng hoặc chưa ghi hết": "it is damaged, or not written to its end",
    "hỏng, hoặc không phải là bảng tính": "it is damaged, or no workbook",
    "có quá nhiều phần bên trong, không giống một bảng tính thật": "it has too many parts inside for a real workbook",
    "bung ra lớn bất thường nên không mở": "it unpacks to an unlikely size, so it is not opened",
    "có ô ở quá xa, trang tính rộng bất thường nên không mở": "it has a cell too far out, so it is not opened",
    "không có trang tính thứ {}": "it has no sheet number {}",
    "không có trang tính '{}'": "it has no sheet '{}'",
    "Sửa khoá sheet, hoặc xuất lại tệp.": "Correct sheet, or export the file again.",
    "là một con số, không phải ngày": "is a number, not a day",
    "không đọc được như ngày dd/MM/yyyy": "cannot be read as a day dd/MM/yyyy",
    "không đọc được như ngày giờ": "cannot be read as a time",
    "không ghi năm, mà tên sổ và tên trang cũng không cho biết năm nào": (
        "has no year, and neither the book's nor the sheet's name tells which"
    ),
    "là ngày không có thật": "is no real day",
    "không ghi năm, và nếu là năm {} của sổ thì trước ngày nhận": (
        "has no year, and in the book's {} it would be before the day of receipt"
    ),
    "'{}' là tệp xuất, chỉ đọc được.": "'{}' is an export, it can only be read.",
    "Dùng bộ kết nối worklist để có tệp nhập và danh sách việc cần làm.": (
        "Use the adapter worklist to get an import file and a list of what to do."
    ),
    # -- witnesses that are files
    "tệp xuất không có hồ sơ nào đọc được": "the export tells of no dossier that can be read",
    "{}: {} chưa được khai báo nghĩa trong values": "{}: nobody has told in values what {} means",
    "Một mã hồ sơ ứng với nhiều mã khác cách viết ở bên làm chứng.": (
        "One code stands for several differently written ones at the witness."
    ),
    # -- the paper register and control slips
    "không có mã hồ sơ, cũng không đủ tên và ngày nhận để biết là hồ sơ nào": (
        "has no code, nor the name and day of receipt to know which dossier it is"
    ),
    "mã hồ sơ không theo mẫu và không có ngày nào, nên không rõ có phải hồ sơ": (
        "its code is not of the form and it has no day, so it may be no dossier"
    ),
    "Xem lại tệp; nếu sổ không theo mẫu thì khai báo columns, header_row hoặc sheet của bên làm chứng này.": (
        "Look at the file; if the book is not of the form, name columns, header_row or sheet of this witness."
    ),
    "Xem lại tệp; nếu bảng không theo mẫu thì khai báo columns, header_row hoặc sheet của bên làm chứng này.": (
        "Look at the file; if the table is not of the form, name columns, header_row or sheet of this witness."
    ),
    "không có ngày nhận hồ sơ nào đọc được, nên không biết sổ gồm những ngày nào": (
        "no day of receipt can be read, so nobody knows which days the book is of"
    ),
    "chỉ thấy các cột {}": "only the columns {} are there",
    "không thấy cột nào của mẫu": "no column of the form is there",
    "không phải sổ theo dõi hồ sơ: {}, cần có {}": "it is no register: {}, needed are {}",
    "từ ba cột trở lên: {} hoặc {}, một cột ngày như {}": "three columns or more: {} or {}, a day such as {}",
    "không phải phiếu kiểm soát: không thấy bảng giao nhận, cũng không thấy các dòng '1. Giao:', '2. Nhận:'": (
        "it is no control slip: neither its table nor the lines '1. Giao:', '2. Nhận:' are there"
    ),
    "phiếu không có mã hồ sơ": "the slip has no code",
    "thời gian giao, nhận": "times of giving and receiving",
    "mã hồ sơ: {}": "code: {}",
    "thời gian giao, nhận: {}": "times of giving and receiving: {}",
    "không có mã hồ sơ": "has no code",
    "không rõ ngày hay tháng đứng trước": "it is not clear whether day or month stands first",
    "Nhận từ {}": "Received from {}",
    # -- work put down for a desk
    "Danh sách việc {} không đọc được.": "The list of work {} cannot be read.",
    "Khôi phục tệp đó từ bản sao lưu; nếu xoá đi thì việc chưa làm sẽ thành thư chết khi hết hạn.": (
        "Restore that file from a copy; deleted, what is not done yet becomes dead letters when its time is over."
    ),
    "Chưa ghi được danh sách việc.": "The list of work could not be written yet.",
    "Không ghi được danh sách việc ({}): {}.": "The list of work ({}) cannot be written: {}.",
    "Đóng tệp đang mở trong Excel, kiểm tra quyền ghi và chỗ trống của thư mục; lượt chạy sau ghi lại.": (
        "Close the file in Excel, check the folder's permission and space; the next run writes it again."
    ),
    # -- catalogues
    "Danh mục có {} chỗ phải sửa.": "The catalogue has {} problems.",
    "Sửa các dòng đã nêu rồi chạy lại.": "Correct the lines named and run again.",
    "{}:1:1: đã có tệp khác cùng là {}; nhập từng tệp một": "{}:1:1: another file is {} too; import them one by one",
    "không có dòng nào dưới tiêu đề": "there is no row under the header",
    "không rõ là danh mục nào; nêu --kind procedures, agencies, mappings hoặc holidays": (
        "which catalogue it is cannot be told; name --kind procedures, agencies, mappings or holidays"
    ),
    "cùng hiệu lực với một dòng đang có; ghi cả dòng cũ với valid_to của nó vào tệp này, hoặc dùng --replace": (
        "in force together with a line that stands; write that line with its valid_to into this file too, or use "
        "--replace"
    ),
    "không được để trống": "must not be blank",
    "ngày phải viết yyyy-mm-dd hoặc dd/mm/yyyy": "a day is written yyyy-mm-dd or dd/mm/yyyy",
    "không được trước valid_from": "must not be before valid_from",
    "phải là một trong: {}": "must be one of: {}",
    "phải là một trong {}": "must be one of {}",
    "phải là số nguyên; nửa ngày thì ghi bằng giờ": "must be a whole number; half a day is told in hours",
    "đã có cột unit thì chỉ ghi số": "with a column unit it is a number only",
    "chưa có đơn vị: ngày làm việc, ngày, giờ hay tháng": (
        "has no unit: ngày làm việc (working days), ngày (days), giờ (hours) or tháng (months)"
    ),
    "cùng hiệu lực với dòng {} mà nội dung khác": "in force together with row {}, and says something else",
    "không phải UTF-8": "it is not UTF-8",
    "Không đọc được tệp danh mục: {}": "The catalogue's file cannot be read: {}",
    "Không đọc được": "Cannot be read",
    "Không ghi được danh mục vào": "The catalogue cannot be written to",
    "Đóng tệp nếu đang mở trong Excel, kiểm tra quyền ghi và chỗ trống, rồi chạy lại.": (
        "Close the file if it is open in Excel, check permission and space, then run again."
    ),
}
