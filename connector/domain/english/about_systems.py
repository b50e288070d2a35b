"""What is said of foreign systems: their answers, logins, lists, and of what they were asked to do."""

SENTENCES = {
    # -- any system over HTTP
    "Hệ thống trả về một trang web thay vì dữ liệu.": "The system answered with a web page instead of data.",
    "Hệ thống trả lời rỗng.": "The system's answer is empty.",
    "Câu trả lời không phải JSON, hoặc bị cắt giữa chừng.": "The answer is not JSON, or was cut short.",
    "Kiểm tra địa chỉ đã khai báo và báo cho đơn vị vận hành hệ thống đó; không có gì được suy ra từ câu trả lời "
    "này.": ("Check the address configured and tell whoever runs that system; nothing is concluded from this answer."),
    "Hệ thống đang ngừng: {}": "The system is down: {}",
    "đang trong giờ bảo trì đến {}": "is in its maintenance hours until {}",
    "Hệ thống {}; không gửi gì.": "The system {}; nothing is sent.",
    "Không cần làm gì: việc đang chờ giữ nguyên và sẽ được gửi khi hệ thống trở lại.": (
        "Nothing needs to be done: what waits is kept and is sent once the system is back."
    ),
    "Sửa tài khoản trong tệp cấu hình rồi khởi động lại hoặc nạp lại cấu hình; chương trình không tự thử lại để tránh "
    "khóa tài khoản.": (
        "Correct the account in the configuration, then restart or reload; the program does not try again by itself, "
        "so as not to lock the account."
    ),
    "Không đọc được chứng thư TLS của hệ thống '{}'.": "The TLS certificate of system '{}' cannot be read.",
    "Kiểm tra các tệp PEM ở tls.ca, tls.cert, tls.key (khóa không đặt mật khẩu).": (
        "Check the PEM files at tls.ca, tls.cert and tls.key (a key without a password)."
    ),
    "Đã gửi nhưng chưa rõ kết quả: {}": "Sent, outcome unknown: {}",
    "Hệ thống chuyển hướng hoặc trả lời dở dang (HTTP {}).": "The system redirects or answers in part (HTTP {}).",
    "Hệ thống báo tạm thời không phục vụ (HTTP 503).": "The system says that it is not available (HTTP 503).",
    "Hệ thống yêu cầu chờ {} giây rồi hãy hỏi tiếp.": "The system asks to be left alone for {} seconds.",
    "Hệ thống báo lỗi nội bộ (HTTP {}).": "The system reports an internal error (HTTP {}).",
    "Chứng thư TLS của hệ thống không được tin cậy.": "The system's TLS certificate is not trusted.",
    "Không lập được kênh TLS với hệ thống.": "No TLS connection to the system could be made.",
    "Không tìm thấy máy chủ theo tên đã khai báo.": "There is no server of the name configured.",
    "Máy chủ từ chối kết nối.": "The server refused the connection.",
    "Trao đổi với hệ thống bị hỏng.": "The exchange with the system was broken.",
    "Chứng thư TLS của hệ thống chưa có hiệu lực.": "The system's TLS certificate is not valid yet.",
    "Chứng thư TLS của hệ thống đã hết hạn.": "The system's TLS certificate has expired.",
    "Chứng thư TLS của hệ thống tự ký, không được tin cậy.": (
        "The system's TLS certificate is self-signed, not trusted."
    ),
    "Chứng thư TLS của hệ thống do một tổ chức lạ cấp.": "The system's TLS certificate is of an unknown authority.",
    "Chứng thư TLS không cấp cho tên máy chủ này.": "The TLS certificate was not made for this server's name.",
    "Chứng thư TLS không cấp cho địa chỉ máy chủ này.": "The TLS certificate was not made for this server's address.",
    "Câu trả lời lớn quá mức cho phép.": "The answer is larger than allowed.",
    "Hệ thống trả lời quá chậm.": "The system answers too slowly.",
    "Hết thời gian chờ kết nối.": "No connection was made in time.",
    "Hết thời gian chờ trả lời.": "No answer came in time.",
    "Không kết nối được tới máy chủ.": "The server could not be reached.",
    "Máy chủ trung gian (proxy) không cho qua.": "The proxy does not let it through.",
    "Địa chỉ không hợp lệ.": "The address is not valid.",
    "Câu trả lời nén bị hỏng.": "The compressed answer is damaged.",
    "Kết nối bị ngắt giữa chừng.": "The connection was broken off.",
    "Kiểm tra mạng và hỏi đơn vị vận hành hệ thống đó; chương trình sẽ tự thử lại.": (
        "Check the network and ask whoever runs that system; the program tries again by itself."
    ),
    "Lượt chạy sau sẽ tự hỏi lại; nếu lặp lại nhiều lần, hạ khóa rate của hệ thống đó.": (
        "The next run asks again; if it keeps happening, lower that system's rate."
    ),
    "Kiểm tra địa chỉ đã khai báo và báo cho đơn vị vận hành hệ thống đó.": (
        "Check the address configured and tell whoever runs that system."
    ),
    "Báo đơn vị vận hành thay chứng thư, hoặc khai báo đúng chứng thư gốc ở tls.ca.": (
        "Ask whoever runs it for another certificate, or name the right authority at tls.ca."
    ),
    # -- a specialized system (rest)
    "hết hạn": "expired",
    "bị từ chối": "refused",
    "Kiểm tra khóa auth trong tệp cấu hình của hệ thống; chương trình không tự thử lại.": (
        "Check auth in the system's file; the program does not try again by itself."
    ),
    "Không có cổng đăng nhập ở địa chỉ đã khai báo (HTTP {}).": (
        "There is no login at the address configured (HTTP {})."
    ),
    "Sửa địa chỉ đăng nhập trong khóa auth của tệp cấu hình.": "Correct the login's address in auth.",
    "Hệ thống từ chối đăng nhập (HTTP {}).": "The system refused the login (HTTP {}).",
    "Hệ thống từ chối đăng nhập: trả lời không có mã phiên.": "The system refused the login: its answer has no token.",
    "Hệ thống từ chối tài khoản (HTTP 401).": "The system refused the account (HTTP 401).",
    "Tài khoản không có quyền đọc (HTTP 403).": "The account may not read (HTTP 403).",
    "Xin cấp quyền cho tài khoản, hoặc cho phép địa chỉ của máy này.": (
        "Ask for the account's rights, or that this machine's address be let in."
    ),
    "Hệ thống không nhận câu hỏi (HTTP {}).": "The system does not take the question (HTTP {}).",
    "Kiểm tra đường dẫn và tham số trong tệp cấu hình của luồng.": (
        "Check the path and the parameters in the link's file."
    ),
    "Hệ thống trả lời HTTP 200 nhưng báo không thành công.": "The system answered HTTP 200 and says that it failed.",
    # With the system's own words behind, which stay as they are.
    "Hệ thống trả lời HTTP 200 nhưng báo không thành công{}.": (
        "The system answered HTTP 200 and says that it failed{}."
    ),
    "Hệ thống không nhận câu hỏi (HTTP {}): “{}”.": "The system does not take the question (HTTP {}): “{}”.",
    "Hệ thống trả lời HTTP 200 nhưng báo không thành công: “{}”.": (
        "The system answered HTTP 200 and says that it failed: “{}”."
    ),
    "Xem biểu thức success trong cấu hình và báo đơn vị vận hành hệ thống đó.": (
        "Look at success in the configuration, and tell whoever runs that system."
    ),
    "Danh sách chưa hết sau {} trang.": "The list has not ended after {} pages.",
    "Danh sách thay đổi không ngừng trong khi đọc, không đọc hết được.": (
        "The list changes all the time while it is read and could not be read to its end."
    ),
    "Hệ thống báo có {} dòng nhưng đưa {} dòng.": "The system says that there are {} rows, and gives {}.",
    "Danh sách lặp lại: một trang đã đọc lại được đưa ra như trang kế tiếp.": (
        "The list repeats itself: a page that was read came again as the next one."
    ),
    "Không dòng nào của trang có đủ thời điểm và khóa để đọc tiếp.": (
        "No row of the page has the time and the key needed to read on."
    ),
    "Báo đơn vị vận hành hệ thống đó; lượt sau sẽ đọc lại từ đầu, không mất gì.": (
        "Tell whoever runs that system; the next run reads from the start again, nothing is lost."
    ),
    "Nếu hệ thống thật sự có nhiều hơn thế, tăng list.max_pages; nếu không, báo đơn vị vận hành.": (
        "If the system really has more, raise list.max_pages; if not, tell whoever runs it."
    ),
    "Kiểm tra list.total, hoặc báo đơn vị vận hành hệ thống đó; lượt này không tính là đã đọc hết.": (
        "Check list.total, or tell whoever runs that system; this run does not count as complete."
    ),
    "Kiểm tra list.paging đúng với tài liệu của hệ thống; lượt này không tính là đã đọc hết.": (
        "Check list.paging against the system's documents; this run does not count as complete."
    ),
    "rỗng (null) hoặc không có": "is null or missing",
    "không phải là một danh sách": "is not a list",
    "Trong trả lời, {} {}.": "In the answer, {} {}.",
    "Tổng số dòng ({}) không phải là số.": "The total of rows ({}) is not a number.",
    "Dấu hiệu của trang kế không phải là chữ hay số.": "The sign of the next page is neither text nor a number.",
    "Địa chỉ trang kế dẫn sang một máy chủ khác.": "The next page's address leads to another server.",
    "Trả lời không có dạng như đã khai báo.": "The answer has not the shape configured.",
    "So lại cấu hình list với tài liệu của hệ thống; báo đơn vị vận hành nếu nó đổi.": (
        "Compare list with the system's documents; tell whoever runs it if it changed."
    ),
    "Không hỏi được từng hồ sơ: cấu hình chưa có khóa get.": (
        "Single dossiers cannot be asked for: get is not configured."
    ),
    "Khai báo source.get nếu hệ thống cho đọc một hồ sơ theo mã.": (
        "Configure source.get if the system lets a dossier be read by its code."
    ),
    "{}, hồ sơ {}": "{}, dossier {}",
    "Hỏi một mã nhưng câu trả lời nói về hồ sơ khác.": (
        "One code was asked for, and the answer is about another dossier."
    ),
    "So lại cấu hình get với tài liệu của hệ thống.": "Compare get with the system's documents.",
    "Trong trả lời về một hồ sơ, {} không phải là một đối tượng.": (
        "In the answer about a dossier, {} is not an object."
    ),
    "dòng không phải là một đối tượng": "the row is not an object",
    "{}, trang {} dòng {}": "{}, page {} row {}",
    "{}, khóa {}": "{}, key {}",
    "Các dòng không tăng dần theo cursor như đã khai báo (order: ascending).": (
        "The rows do not ascend by the cursor as configured (order: ascending)."
    ),
    "Đổi list.order thành none, hoặc xin hệ thống sắp xếp theo thời điểm thay đổi.": (
        "Set list.order to none, or ask for a list in the order of change."
    ),
    # -- a one-stop of the national kind (dvcqg)
    "Câu trả lời không có dạng đã thỏa thuận.": "The answer has not the shape agreed on.",
    "Câu trả lời thiếu error_code hoặc sai dạng.": "The answer has no error_code, or one of the wrong shape.",
    "Báo cho đơn vị vận hành hệ thống một cửa.": "Tell whoever runs the one-stop system.",
    "Đã gửi nhưng không hiểu được câu trả lời, chưa rõ kết quả.": (
        "Sent; the answer cannot be understood, outcome unknown."
    ),
    "Hệ thống báo phiên hết hạn ngay sau khi đăng nhập lại.": "The system calls a session expired that was just made.",
    "Không đăng nhập được (HTTP {}).": "The login failed (HTTP {}).",
    "Không đăng nhập được: {}": "The login failed: {}",
    "Đăng nhập xong nhưng không nhận được phiên.": "The login went through, but no session came.",
    "Hệ thống từ chối tài khoản ({}).": "The system refused the account ({}).",
    "Hệ thống không cho phép lời gọi này (HTTP 403).": "The system does not allow this call (HTTP 403).",
    "Hệ thống không nhận lời gọi này (HTTP {}).": "The system does not take this call (HTTP {}).",
    "error_code khác 0": "error_code not 0",
    "khác 0": "not 0",
    "Kiểm tra madonvi, dstcode và khóa session trong cấu hình hệ thống.": (
        "Check madonvi, dstcode and session in the system's file."
    ),
    "Kiểm tra url, login_path và path trong cấu hình hệ thống.": "Check url, login_path and path in the system's file.",
    "Hỏi đơn vị vận hành quyền của tài khoản kết nối, và kiểm tra madonvi, dstcode.": (
        "Ask whoever runs it about the account's rights, and check madonvi and dstcode."
    ),
    "Kiểm tra username và password, hỏi đơn vị vận hành xem tài khoản có bị khóa không, rồi chạy lại; chương trình "
    "không tự thử lại để tránh khóa tài khoản.": (
        "Check username and password, ask whoever runs it whether the account is locked, then run again; the program "
        "does not try again by itself, so as not to lock the account."
    ),
    "Mã hồ sơ trong câu trả lời không đọc được.": "The dossier's code in the answer cannot be read.",
    "Một dòng trong câu trả lời không phải là một đối tượng.": "A row of the answer is not an object.",
    "Đã gửi mà không rõ kết quả, và tra cứu thấy chưa được ghi.": (
        "It was sent without a clear answer, and a look-up shows that it was not taken."
    ),
    "tra cứu": "to look the dossier up",
    "liệt kê": "to list dossiers",
    "ghi hồ sơ": "to write the dossier",
    "ghi tiến độ": "to write its steps",
    "tra cứu (error_code {})": "to look the dossier up (error_code {})",
    "liệt kê (error_code {})": "to list dossiers (error_code {})",
    "ghi hồ sơ (error_code {})": "to write the dossier (error_code {})",
    "ghi tiến độ (error_code {})": "to write its steps (error_code {})",
    "Câu trả lời tra cứu không có mảng kết quả.": "The answer to the look-up has no list of results.",
    "Câu trả lời tra cứu rỗng nhưng không nói rõ là không có hồ sơ.": (
        "The answer to the look-up is empty, without saying that there is no such dossier."
    ),
    "Tra cứu một mã nhưng có hai hồ sơ trả về.": "One code was looked up, and two dossiers came back.",
    "Tra cứu một mã nhưng câu trả lời nói về hồ sơ khác.": (
        "One code was looked up, and the answer is about another one."
    ),
    "Danh sách hồ sơ không có mảng kết quả.": "The list of dossiers has no list of results.",
    "Danh sách hồ sơ đến kèm một lời báo không phải là thành công, có thể chưa đủ.": (
        "The list of dossiers came with words that are not success; it may not be whole."
    ),
    # With the system's own words behind, which stay as they are.
    "Câu trả lời tra cứu rỗng nhưng không nói rõ là không có hồ sơ{}.": (
        "The answer to the look-up is empty, without saying that there is no such dossier{}."
    ),
    "Câu trả lời tra cứu rỗng nhưng không nói rõ là không có hồ sơ: “{}”.": (
        "The answer to the look-up is empty, without saying that there is no such dossier: “{}”."
    ),
    "Danh sách hồ sơ đến kèm một lời báo không phải là thành công, có thể chưa đủ{}.": (
        "The list of dossiers came with words that are not success; it may not be whole{}."
    ),
    "Danh sách hồ sơ đến kèm một lời báo không phải là thành công, có thể chưa đủ: “{}”.": (
        "The list of dossiers came with words that are not success; it may not be whole: “{}”."
    ),
    "Danh sách hồ sơ có dòng không có mã hồ sơ.": "The list of dossiers has a row without a code.",
    "Danh sách hồ sơ không nói về những ngày tiếp nhận đã hỏi.": (
        "The list of dossiers is not about the days asked for."
    ),
    "Danh sách hồ sơ kể hai lần hồ sơ {} với nội dung khác nhau.": (
        "The list tells dossier {} twice, with other content."
    ),
    "Hệ thống tạm thời không {}.": "The system cannot for now be asked {}.",
    "Hệ thống từ chối {}.": "The system refused {}.",
    # The same.
    "Hệ thống tạm thời không {}: “{}”.": "The system cannot for now be asked {}: “{}”.",
    "Hệ thống từ chối {}: “{}”.": "The system refused {}: “{}”.",
    "Hệ thống từ chối tài khoản ({}): “{}”.": "The system refused the account ({}): “{}”.",
    "Xem hồ sơ này trên hệ thống một cửa, quyền của tài khoản kết nối, và madonvi, dstcode.": (
        "Look at this dossier on the one-stop, at the account's rights, and at madonvi and dstcode."
    ),
    "Kiểm tra list_service và quyền của tài khoản kết nối; nếu hỏi quá nhiều ngày một lần thì giảm list_days.": (
        "Check list_service and the account's rights; if too many days are asked for at once, lower list_days."
    ),
    "Hồ sơ đã tồn tại trên hệ thống.": "The dossier stands on the system already.",
    "Hồ sơ chưa tồn tại trên hệ thống.": "The dossier does not stand on the system.",
    "Xem hồ sơ này trên hệ thống một cửa và dữ liệu nguồn, sửa rồi cho gửi lại.": (
        "Look at this dossier on the one-stop and in the source, mend it, then have it sent again."
    ),
    # -- the twins in memory
    "Không hỏi được từng hồ sơ.": "Single dossiers cannot be asked for.",
    "Hồ sơ đã tồn tại": "The dossier exists already",
    "Hồ sơ chưa tồn tại": "The dossier does not exist",
    "Quá nhiều bước trong một lần gửi": "Too many steps in one delivery",
    "Trường {} dài quá {} ký tự": "Field {} is longer than {} characters",
    # -- read back
    "bước xử lý": "the steps",
    "Một cửa báo thành công nhưng đọc lại không thấy như đã gửi: {}.": (
        "The one-stop reported success, but read back it is not as it was sent: {}."
    ),
    "Đã gửi bước xử lý nhưng không rõ kết quả, và không đọc lại được các bước trên một cửa.": (
        "A step was sent, outcome unknown, and the one-stop's steps cannot be read back."
    ),
    "Đã gửi hồ sơ nhưng không rõ kết quả; nay hồ sơ có trên một cửa mà không đọc lại được để biết có phải do lần gửi "
    "này hay không, nên các bước xử lý chưa gửi.": (
        "The dossier was sent, outcome unknown; it stands on the one-stop now, and cannot be read back to know whether "
        "by this delivery, so its steps were not sent."
    ),
    "Đã gửi yêu cầu bổ sung giấy tờ mà không rõ kết quả; gửi lại sẽ bị tính là trễ hạn, cần người quyết.": (
        "A request for more papers was sent, outcome unknown; sent again it counts as late, so a person has to decide."
    ),
}
