"""Syllables that Vietnamese names are made of. Such a one is a word only together with a syllable that is none.

"Hồ" and "Lý" are missing on purpose: after an unknown word they would take "hồ sơ" and "lý do" away from most messages,
and neither is ever let through alone.
"""

from connector.domain.told.lists import words

#: They begin a name, or stand behind another of them.
FAMILY_NAMES = words("""
    nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ ngô dương đào đoàn vương trịnh trương đinh lâm phùng mai
    tô hà tạ cao chu châu lại lương lưu lục mạc mã nghiêm ngụy nhan ông quách quản tăng tất thạch thái thân thi tiêu
    tôn tống triệu từ ưng vi viên âu bạch bành bế cù cung danh diệp doãn đàm đậu điền giang giáp hạ hàn hầu hứa
    khổng khúc khương kiều kim kỳ lạc lò lữ ma nông quan sầm sử thiều khuất lỗ nhâm ninh phó tào thiệu ứng văn
""")

#: They stand behind a family name or one another.
GIVEN_NAMES = words("""
    văn thị hữu đức công minh anh an ánh ân bình bảo bích cẩm cầm chi chí chiến chinh chính chung cường cương duy
    dũng dung duyên diễm diệu danh đan đạt đăng điệp định đông đồng đạo gia giang giao hà hải hạnh hằng hân hậu hiền
    hiển hiệp hiếu hoa hòa hoài hoan hoàn hoàng hoạt học hồng hợp huân huệ hùng hưng hương hường huy huyền kha khải
    khang khánh khiêm khoa khôi khuê kiên kiệt kim kỳ lam lan lành lân liên linh loan lộc lợi long luân luận luyến
    ly mai mạnh mẫn miên mỹ my nam năm nga ngà ngân nghi nghĩa ngọc nguyên nguyệt nhã nhàn nhân nhật nhi nhiên nhơn
    nhung như ninh oanh phát phi phong phú phúc phước phương phượng quang quân quế quốc quyên quyền quyết quý quỳnh
    sang sáng sinh sơn sương tài tâm tân tấn thái thắng thanh thành thảo thế thiên thiện thịnh thọ thoa thông thơ
    thu thuận thục thùy thủy thúy thư thương thường thy tiên tiến tín tình tĩnh toàn toản tôn trà trang trâm trân tri
    trí triết trinh trọng trúc trung trường trực tú tuấn tuệ tùng tường tuyền tuyến tuyết uyên vân việt vinh vịnh vũ
    vương xuân ý yến khỏe giả thử mẫu tưởng tượng ba ban bốn sáu bảy tám hai một út cúc đào lài huê sen bằng đại khuyên
    nương phụng sĩ thạnh thăng thoại tịnh ước
""")
