"""What is said of dossiers: rows that cannot be read, values that were repaired, why work is held or braked."""

SENTENCES = {
    # -- a row that cannot be read
    "giá trị (không ghi ra vì là dữ liệu cá nhân)": "the value (not told, being personal)",
    "(không ghi ra: giống dữ liệu cá nhân)": "(not told: it looks personal)",
    "một đối tượng": "an object",
    "một danh sách": "a list",
    "là {}, không phải một giá trị": "is {}, not one value",
    "không đọc được {}": "{} cannot be read",
    "không đọc được {}: {}": "{} cannot be read: {}",
    "không đọc được {} theo {}": "{} cannot be read as {}",
    "{}: không đọc được {} theo {}": "{}: {} cannot be read as {}",
    "{}: không đọc được {}: {}": "{}: {} cannot be read: {}",
    "{}: số định danh còn 11 chữ số, đã thêm lại số 0 ở đầu": "{}: an id of 11 digits, its leading 0 was put back",
    "{}: số điện thoại là kiểu số, đã thêm lại số 0 ở đầu": (
        "{}: a telephone number kept as a number, its leading 0 was put back"
    ),
    "mục thứ {} không phải là một đối tượng": "item {} is not an object",
    "mục thứ {}: {}": "item {}: {}",
    "mục thứ {} không có thời điểm": "item {} has no time",
    "không phải là số": "is not a number",
    "không phải là chữ": "is not text",
    "không có cách đọc này{} (có: {}, hoặc strptime như %d-%m-%Y)": (
        "there is no such convert{} (there are: {}, or strptime like %d-%m-%Y)"
    ),
    "; có phải là {}?": "; is it {}?",
    "định dạng thời gian không dùng được": "this format of times cannot be used",
    "không có múi giờ này (ví dụ: Asia/Ho_Chi_Minh, UTC)": "there is no such time zone (like: Asia/Ho_Chi_Minh, UTC)",
    " ở ký tự thứ {}": " at character {}",
    "không phải là biểu thức JMESPath{}": "is no JMESPath{}",
    "biểu thức {} không áp dụng được cho dòng này": "{} cannot be applied to this row",
    "Không đọc được ngày giờ dạng dd/MM/yyyy [HH:mm[:ss]].": "This is no time like dd/MM/yyyy [HH:mm[:ss]].",
    "Không đọc được ngày giờ dạng ISO (yyyy-MM-ddTHH:mm:ss).": "This is no ISO time (yyyy-MM-ddTHH:mm:ss).",
    "Không đọc được ngày giờ dạng yyyyMMddHHmmss.": "This is no time like yyyyMMddHHmmss.",
    "Không đọc được ngày giờ theo dạng {}.": "This is no time like {}.",
    "Số này không phải là ngày của bảng tính.": "This number is no day of a workbook.",
    "Số này không phải là thời điểm.": "This number is no moment.",
    "Ngày giờ này không có thật.": "There is no such day or time.",
    "Giá trị này chỉ có nghĩa là chưa có ngày.": "This value only means that there is no day yet.",
    # -- codes
    "mã hồ sơ": "the dossier's code",
    "mã thủ tục": "the procedure's code",
    "Mã hồ sơ mang ngày không thể có, nên không coi là mã theo quy định.": (
        "The code has a day that cannot be, so it is not taken for one of the official form."
    ),
    "Mã hồ sơ mang ngày ở tương lai.": "The code has a day in the future.",
    "Mã thủ tục bị Excel đổi thành số, đã khôi phục đủ sáu chữ số sau dấu chấm.": (
        "Excel made the procedure's code a number; its six digits behind the dot were put back."
    ),
    "Mã thủ tục thiếu số 0 ở cuối hoặc sai dấu chấm, đã khôi phục.": (
        "The procedure's code lacked a last 0 or had a wrong dot; it was put back."
    ),
    "Thiếu {}.": "{} is missing.",
    "Bảng tính đã làm mất chữ số của {} (dạng 1,23E+10). Nhập lại dưới dạng văn bản.": (
        "The workbook has lost digits of {} (like 1.23E+10). Type it again as text."
    ),
    "Bảng tính đã đổi {} thành ngày giờ. Nhập lại dưới dạng văn bản.": (
        "The workbook has made {} a day. Type it again as text."
    ),
    "Giá trị của {} không phải là chữ.": "The value of {} is no text.",
    "Bảng tính đã làm mất chữ số của {}. Nhập lại dưới dạng văn bản.": (
        "The workbook has lost digits of {}. Type it again as text."
    ),
    "Bảng tính đã đổi {} thành số; số 0 ở đầu hoặc cuối có thể đã mất.": (
        "The workbook has made {} a number; a first or last 0 may be lost."
    ),
    "Mã hồ sơ có khoảng trắng ở giữa.": "The code has blanks inside.",
    "Mã hồ sơ dùng dấu gạch dài thay cho dấu gạch nối.": "The code has a dash in place of a hyphen.",
    "Mã hồ sơ viết chữ thường.": "The code is in small letters.",
    "Mã hồ sơ thiếu số 0.": "The code lacks a 0.",
    "Mã hồ sơ thừa nhóm số 0 ở cuối mã cơ quan.": "The code has a group of zeros too many behind the agency's.",
    # -- the calendar
    "Số ngày làm việc không được âm.": "A number of working days must not be negative.",
    "Dòng đầu của bảng lịch làm việc phải là: {}.": "The calendar's first line must be: {}.",
    "một ngày không thể vừa nghỉ vừa làm bù.": "a day cannot be both a holiday and made up.",
    "dòng {}: {}": "row {}: {}",
    "Bảng lịch làm việc có lỗi:": "The calendar has errors:",
    "Bảng lịch làm việc có lỗi: {}": "The calendar has errors: {}",
    "cột kind phải là “nghỉ” hoặc “làm bù”.": "kind must be “nghỉ” (holiday) or “làm bù” (worked instead).",
    # -- why work is held
    "Luồng đồng bộ ở chế độ đề xuất (mode: propose): mọi thay đổi chờ người duyệt.": (
        "The link proposes (mode: propose): every change waits for a person."
    ),
    "Hồ sơ chưa có trên một cửa; tạo mới cần người duyệt (policy.create: hold).": (
        "The dossier is not on the one-stop; a person releases what is created (policy.create: hold)."
    ),
    "Mã hồ sơ phải sửa mới đọc được; cần người xác nhận trước khi tạo mới.": (
        "The code had to be repaired to be read; a person confirms it before it is created."
    ),
    "Không tự động kết thúc hồ sơ theo một bên: {} không có trong allow_final.": (
        "No dossier is ended on one side's word: {} is not in allow_final."
    ),
    "Cập nhật làm thời hạn đẹp hơn trên một cửa nhưng phần mềm chuyên ngành ghi nhận chậm hơn một ngày làm việc (hoặc "
    "không rõ khi nào) so với thực tế.": (
        "The update makes the deadline look better on the one-stop, but the specialized software recorded it more than "
        "a working day after the fact (or at an unknown time)."
    ),
    "Một cửa sẽ báo tin cho công dân về sự việc đã cũ hoặc không rõ ngày: {}.": (
        "The one-stop would write to the citizen about something old or of an unknown day: {}."
    ),
    "Một cửa có thể xóa trắng trường không đọc lại được: {}.": ("The one-stop may blank what cannot be read back: {}."),
    "Nhiều hồ sơ của phần mềm chuyên ngành cùng mang số khác dẫn đến một hồ sơ này trên một cửa.": (
        "Several dossiers of the specialized software bear another number that leads to this one of the one-stop."
    ),
    "Có {} hồ sơ trên một cửa cùng ứng với mã này.": "{} dossiers on the one-stop answer to this code.",
    "Số hồ sơ ứng với nhau nhưng thủ tục, số định danh chủ hồ sơ và ngày tiếp nhận đều không khớp.": (
        "The numbers answer to each other, but neither procedure nor applicant's id nor day of receipt agrees."
    ),
    "Không chứng minh được {} là việc sau bước xử lý cuối cùng trên một cửa.": (
        "{} cannot be shown to come after the one-stop's last step."
    ),
    "Cả hai bên cùng thay đổi kể từ lần khớp gần nhất: {}.": "Both sides changed since they last agreed: {}.",
    "Một mã hồ sơ ứng với hai bản ghi khác nhau trong phần mềm chuyên ngành: {}.": (
        "One code stands for two different records of the specialized software: {}."
    ),
    "Số khác của hồ sơ nay dẫn đến một hồ sơ khác trên một cửa; trước đây là {}.": (
        "The dossier's other number now leads to another dossier of the one-stop; before, it was {}."
    ),
    "Không tra cứu được trên một cửa: {}": "It could not be looked up on the one-stop: {}",
    "Ba lần gửi đầu tiên không đọc lại được gì trên một cửa để kiểm chứng.": (
        "Nothing of the first three deliveries could be read back from the one-stop."
    ),
    # -- brakes
    "phần mềm chuyên ngành": "the specialized software",
    "một cửa": "the one-stop",
    "sổ giấy": "the paper register",
    "Chỉ đọc được {} hồ sơ từ {}, trong khi trước đây có {} (ngưỡng min_share {}).": (
        "Only {} dossiers were read from {}, where there had been {} (min_share {})."
    ),
    "Lần đồng bộ trọn vẹn gần nhất là {}, đã quá max_gap ({} giờ). Cần chạy đối chiếu (connector reconcile) trước.": (
        "The last complete sync was {}, longer ago than max_gap ({} hours). Reconcile first (connector reconcile)."
    ),
    "{} lần gửi trong 24 giờ, vượt max_actions {}.": "{} deliveries within 24 hours, more than max_actions {}.",
    "{} trên {} hồ sơ đã biết sẽ bị ghi trong 24 giờ, vượt max_share {}.": (
        "{} of the {} known dossiers would be written within 24 hours, more than max_share {}."
    ),
    # -- what the sides say
    "đã trả ngày {}": "returned on {}",
    "đã ký nhận": "signed for",
    "xong ngày {}, chưa trả": "done on {}, not returned",
    "chưa trả": "not returned",
    "nhận ngày {}": "received on {}",
    "nhận ngày {} ({})": "received on {} ({})",
    "{} hồ sơ từ {} đến {}": "{} dossiers from {} to {}",
    "có": "yes",
    "không": "no",
    "có thể là dòng không ghi mã: {}": "it may be the row without a code: {}",
    "(không tên)": "(no name)",
    # -- a run and a check
    "Không có ngày nào để đối chiếu: đến hết {}, trong khi phạm vi bắt đầu từ {}.": (
        "There is no day to reconcile: up to {}, while the scope begins on {}."
    ),
    "Chọn --until muộn hơn, hoặc sửa scope.received_from của luồng.": (
        "Name a later --until, or correct the link's scope.received_from."
    ),
    "Một dòng đã đọc được nay không đọc lại được từ bản chụp.": (
        "A row that was read cannot be read back from the snapshot."
    ),
    "Đích '{}' chỉ đọc được, nên mode: {} không gửi gì: mọi khác biệt chỉ được ghi nhận.": (
        "The target '{}' can only be read, so mode: {} sends nothing: whatever differs is only recorded."
    ),
    "Đặt mode: observe, hoặc dùng bộ kết nối ghi được (worklist).": (
        "Set mode: observe, or use an adapter that writes (worklist)."
    ),
}
