"""What the canonical fields, their parts and their few words are called where a person reads of them."""

from connector.domain.kinds import Said

FIELD_LABELS = {
    "code": Said("mã hồ sơ", "code"),
    "aliases": Said("số khác", "other numbers"),
    "receipt_number": Said("số biên nhận", "receipt number"),
    "procedure_code": Said("mã thủ tục", "procedure code"),
    "procedure_name": Said("tên thủ tục", "procedure name"),
    "sector_code": Said("mã lĩnh vực", "sector code"),
    "sector_name": Said("lĩnh vực", "sector"),
    "agency_code": Said("mã cơ quan", "agency code"),
    "agency_name": Said("tên cơ quan", "agency name"),
    "applicant_name": Said("tên chủ hồ sơ", "applicant's name"),
    "applicant_id": Said("số giấy tờ chủ hồ sơ", "applicant's id"),
    "applicant_type": Said("loại đối tượng", "applicant's type"),
    "submitter_name": Said("tên người nộp", "submitter's name"),
    "submitter_id": Said("số giấy tờ người nộp", "submitter's id"),
    "phone": Said("số điện thoại", "phone"),
    "email": Said("thư điện tử", "e-mail"),
    "address": Said("địa chỉ", "address"),
    "summary": Said("trích yếu", "summary"),
    "note": Said("ghi chú", "note"),
    "channel": Said("kênh thực hiện", "channel"),
    "status": Said("trạng thái", "status"),
    "status_label": Said("trạng thái theo chữ của phần mềm", "status in the software's own word"),
    "submitted_at": Said("ngày nộp", "submitted"),
    "received_at": Said("ngày tiếp nhận", "received"),
    "due_at": Said("ngày hẹn trả", "due"),
    "first_due_at": Said("ngày hẹn trả đầu tiên", "first due"),
    "finished_at": Said("ngày kết thúc xử lý", "finished"),
    "returned_at": Said("ngày trả", "returned"),
    "rejected_at": Said("ngày từ chối", "refused"),
    "return_method": Said("hình thức trả", "way of return"),
    "officer": Said("người xử lý", "officer"),
    "department": Said("phòng xử lý", "department"),
    "steps": Said("tiến độ", "steps"),
    "results": Said("kết quả", "results"),
    "documents": Said("giấy tờ nộp", "documents"),
    "supplements": Said("yêu cầu bổ sung", "supplements"),
    "fees": Said("phí, lệ phí", "fees"),
    "paid_online": Said("thanh toán trực tuyến", "paid online"),
    "digitised": Said("số hóa", "digitised"),
    "receipt_signed": Said("ký số giấy tiếp nhận", "receipt signed"),
    "apologised": Said("văn bản xin lỗi", "letter of apology"),
    "updated_at": Said("lúc cập nhật", "updated"),
}

#: The parts of steps, fees, papers and requests for more papers.
PART_LABELS = {
    "at": Said("lúc", "at"),
    "title": Said("tên bước", "step"),
    "content": Said("nội dung", "content"),
    "started_at": Said("bắt đầu", "begun"),
    "name": Said("tên", "name"),
    "amount": Said("số tiền", "amount"),
    "method": Said("cách trả", "way of payment"),
    "kind": Said("loại", "kind"),
    "paid": Said("đã thu", "paid"),
    "file_id": Said("mã tệp", "file"),
    "url": Said("nơi để tệp", "where the file is"),
    "digest": Said("dấu của tệp", "file's digest"),
    "requested_at": Said("yêu cầu lúc", "requested"),
    "requested_by": Said("người yêu cầu", "requested by"),
    "due_before": Said("hạn cũ", "due before"),
    "due_after": Said("hạn mới", "due after"),
}

#: field → its closed set of words.
WORD_LABELS = {
    "applicant_type": {
        "individual": Said("cá nhân", "individual"),
        "business": Said("doanh nghiệp", "business"),
        "state": Said("cơ quan nhà nước", "state body"),
        "organization": Said("tổ chức khác", "other organization"),
    },
    "channel": {
        "direct": Said("trực tiếp", "at the counter"),
        "online": Said("trực tuyến", "online"),
        "post": Said("bưu chính", "by post"),
    },
    "return_method": {
        "direct": Said("trực tiếp", "at the counter"),
        "post": Said("bưu chính", "by post"),
        "electronic": Said("bản điện tử", "electronic"),
    },
}


def field_label(field: str, language: str) -> str:
    """The field's name as a person reads it; the field itself where it has none."""
    found = FIELD_LABELS.get(field)
    return field if found is None else found.told(language)
