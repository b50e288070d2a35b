"""The closed vocabulary of which refusals are made: administrative and technical words, in Vietnamese and English.

Vietnamese names are made of the same syllables as its words, so the table holds compounds: "thành phần" is let through
and neither of its syllables alone. What could be a name is never let through alone here, nor two of that kind side by
side, save in ``WHOLE``. Tests hold the tables to that.
"""

from connector.domain.told.lists import phrases, words

#: Words that carry a sentence and say nothing by themselves.
PARTICLES = words("""
    của và hoặc hay với theo ngoài trên dưới cho để khi nếu thì là này đó nào các những mỗi mọi vì bởi nhưng đang sẽ
    đến tới tại trước hơn về cả cũng mà rồi nên
""")

#: Other words of one syllable.
SINGLES = words("""
    không chưa đã bị được có phải cần sai thiếu lỗi mã số ngày tháng tên trống rỗng trùng khác đúng cũ mới vượt quá
    hết còn dài ngắn lớn nhỏ nhập nộp gửi ghi sửa xóa đóng mở khóa tìm thấy trả hạn giờ phút giây thuộc gồm chuyển
    chứa kiểu dạng bước lượt phiên dòng cột bảng nhất chỉ
""")

#: English ones, particles among them.
ENGLISH_PARTICLES = words("""
    of is are was were has have been for with and or must this that at by from it its
""")
ENGLISH = words("""
    invalid not found missing required error errors failed failure fail unknown unauthorized forbidden access denied
    permission token session expired timeout data format field value null empty exists exist already duplicate
    record records system internal server service unavailable busy maintenance limit exceeded many short wrong
    incorrect user username password account locked disabled login request response bad parameter parameters code
    date number string object array should cannot could please try again later status update insert create procedure
    dossier closed finished state transition allowed illegal such connection database exception length maximum
    minimum message unexpected unsupported mandatory reference key constraint violation rejected refused method
    resource content type input output size large header body syntax operation process processing returned success
    unsuccessful email mail fax file contact support administrator entry occurred instance set while your binary
    would truncated name names fields items item bytes characters read write lost open aborted cancelled canceled
    expected actual given matching match does did
""")

#: Words of several syllables; those with two spellings are written twice.
PHRASES = phrases("""
    hồ sơ, mã hồ sơ, số hồ sơ, thủ tục, tên thủ tục, quy trình, lĩnh vực, dịch vụ, dịch vụ công, một cửa, một phần
    toàn trình, đơn vị, mã đơn vị, tên đơn vị, cơ quan, mã cơ quan, địa phương, phòng ban, bộ phận, cán bộ xử lý
    cán bộ tiếp nhận, người dùng, người nộp, người xử lý, chủ hồ sơ, tổ chức, cá nhân, doanh nghiệp, công dân
    người dân, tài khoản, mật khẩu, tên đăng nhập, đăng nhập, đăng xuất, đăng ký, đăng kí, phân quyền, có quyền
    đủ quyền, thẩm quyền, quyền truy cập, truy cập, cho phép, được phép, cấp phép, cấp quyền, hợp lệ, hợp pháp
    chính xác, đầy đủ, phù hợp, tồn tại, tìm thấy, xác định, xác thực, xác nhận, kiểm tra, đối chiếu, kết nối
    mất kết nối, kết thúc, đã kết thúc, kết quả, trả kết quả, giấy tờ kết quả, hoàn tất, xử lý, xử lí, đang xử lý
    đang xử lí, đã xử lý, quá trình, tiến độ, tiếp nhận, đã tiếp nhận, chưa tiếp nhận, yêu cầu, bổ sung
    yêu cầu bổ sung, giấy tờ, tài liệu, tệp tin, tập tin, tệp đính kèm, đính kèm, văn bản, biểu mẫu, tờ khai, bản ghi
    bản sao, bản chính, thành phần, hồ sơ điện tử, văn bản điện tử, thanh toán điện tử, chữ ký, chữ kí, chữ ký số
    trạng thái, tình trạng, hiện tại, tiếp theo, trước đó, sau đó, chuyển đổi, chuyển trạng thái, chuyển bước
    chuyển hồ sơ, từ chối, bị từ chối, hủy bỏ, đã hủy, rút hồ sơ, tạm dừng, dừng xử lý, đã dừng, đã đóng, đã khóa
    bị khóa, trả hồ sơ, trả lại, thu hồi, ngày hẹn trả, ngày tiếp nhận, ngày kết thúc, ngày trả, ngày nộp, hẹn trả
    thời hạn, thời gian, thời điểm, hết hạn, quá hạn, trễ hạn, đúng hạn, hết hiệu lực, hiệu lực, còn hiệu lực
    định dạng, quy định, không đúng, độ dài, ký tự, kí tự, số lượng, tối đa, tối thiểu, giới hạn, vượt quá, giá trị
    kiểu dữ liệu, dữ liệu, cơ sở dữ liệu, thông tin, nội dung, thông báo, bắt buộc, tham số, trường dữ liệu
    trường bắt buộc, danh mục, danh sách, căn cước, mã số thuế, mã đối tượng, mã loại, mã giấy tờ, chứng minh
    đối tượng, loại đối tượng, loại hình, hình thức, kênh thực hiện, thực hiện, không thể, có thể, bỏ trống, để trống
    nhập thiếu, còn thiếu, trùng lặp, trùng mã, khác nhau, giống nhau, thay đổi, cập nhật, thêm mới, chỉnh sửa
    sửa đổi, xóa bỏ, tra cứu, truy vấn, đồng bộ, tích hợp, chia sẻ, khai thác, hệ thống, lỗi hệ thống, máy chủ
    lỗi máy chủ, phần mềm, chức năng, phiên bản, phiên làm việc, phiên đăng nhập, làm việc, bảo trì, đang bảo trì
    nâng cấp, tạm thời, tạm ngưng, gián đoạn, quá tải, đang bận, phục vụ, sẵn sàng, vui lòng, đề nghị, thử lại
    thử lại sau, gửi lại, nhập lại, kiểm tra lại, liên hệ, quản trị, quản trị viên, hỗ trợ, vận hành, xảy ra, có lỗi
    bị lỗi, gặp lỗi, ngoại lệ, lý do, lí do, chi tiết, cấu hình, khai báo, thiết lập, cấu trúc, mã lỗi, mã dịch vụ
    mã kết nối, đường dẫn, địa chỉ, số điện thoại, điện thoại, thư điện tử, lệ phí, phí lệ phí, mức phí, biên lai
    hóa đơn, hoá đơn, thanh toán, nộp tiền, số tiền, trực tiếp, bưu chính, cấp thực hiện, cấp tỉnh, cấp huyện, cấp xã
    cấp trung ương, đã được, chưa được, không được, không phải, không có, không đủ, không phù hợp, phải có, phải là
    cần có, bao gồm, không thuộc, liên quan, tương ứng, hiện hành, đã gửi, đã nộp, đã trả, đã sửa, đã có, chưa có
    trong khoảng, nằm ngoài, nhỏ hơn, lớn hơn, không khớp, trước ngày, sau ngày, từ ngày, đến ngày, trong danh mục
    trong hệ thống, trong ngày, trong thời gian, sau khi, thiếu trường, các trường, của hồ sơ, cho hồ sơ, lỗi dữ liệu
    thiếu thông tin, mã tthc, mã thủ tục hành chính, tên thủ tục hành chính, không được phép, chưa được phép
    từ trạng thái, sang trạng thái, từ bước, sang bước, trong quá trình, xin vui lòng, quay lại, quay lại sau
    đăng nhập lại, gửi lên, công bố, công khai, nhập sai, thất bại, đầu vào, đầu ra, quy tắc, đang chờ, chờ bổ sung
    chờ xử lý, của bạn, bạn không, trong một lần, một lần, nhiều lần, số lần, ngày giờ, trước khi, mã số
    không nằm trong, nằm trong, không cho phép, không thay đổi, hộp thư, thẩm tra, phê duyệt, ký duyệt, ban hành
    kỳ hạn, gia hạn, người ký, dung lượng, kích thước, quá lớn, quá dài, bị trùng, đã trùng, hết phiên, chưa đúng
    chưa đủ, chưa hợp lệ, chưa khai báo, chưa cấu hình, chưa đồng bộ, không đồng bộ, không kết nối, không phản hồi
    phản hồi, thời gian chờ, quá thời gian, hết thời gian, cannot be, be empty, be null, to be, too long, too large
    too short, try again, not allowed, log in, must not
""")

#: Words that only the whole may say, because names are made of some of the same syllables side by side.
WHOLE = phrases("""
    không thành công, chưa thành công, đã hoàn thành, chưa hoàn thành, được hoàn thành, nghĩa vụ tài chính
    dịch vụ công quốc gia, cơ sở dữ liệu quốc gia, số định danh, không rõ nguyên nhân, đã phát sinh lỗi
    có phát sinh lỗi, hồ sơ liên thông, dữ liệu liên thông, thanh toán trực tuyến, nộp trực tuyến, hồ sơ trực tuyến
    dịch vụ công trực tuyến, không hợp lệ, không tồn tại, chưa tồn tại, đã tồn tại, không tìm thấy, không có quyền
    không thuộc thẩm quyền, trạng thái hồ sơ, sai trạng thái, đúng định dạng, sai định dạng, sai thông tin
    chưa đăng ký, đã đăng ký, chưa thanh toán, đã thanh toán, theo quy định, mã thủ tục, mã lĩnh vực, được để trống
    mã thành phần, thành phần hồ sơ, thủ tục hành chính, vui lòng thử lại, vui lòng thử lại sau, vui lòng kiểm tra lại
    hệ thống bảo trì, dữ liệu không hợp lệ, tiếp nhận trực tuyến, không thể cập nhật, csdl quốc gia
""")

#: Written exactly so.
ABBREVIATIONS = words("""
    TTHC CCCD CMND CMT DVC DVCQG DVCTT HSMC CSDL CNTT MST GCN UBND HĐND VNeID LGSP NDXP NGSP API JSON XML HTTP HTTPS
    URL SQL ID SSO OTP TLS SSL UTF PDF NULL OK
""")
