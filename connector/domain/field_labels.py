"""What the canonical fields are called where a person reads of them."""

from connector.domain.kinds import Said

FIELD_LABELS = {
    "code": Said("mã hồ sơ", "code"),
    "procedure_code": Said("mã thủ tục", "procedure code"),
    "procedure_name": Said("tên thủ tục", "procedure name"),
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
}


def field_label(field: str, language: str) -> str:
    """The field's name as a person reads it; the field itself where it has none."""
    found = FIELD_LABELS.get(field)
    return field if found is None else found.told(language)
