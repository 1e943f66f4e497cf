"""What units do: the verbs that stand behind their names in orders."""

from __future__ import annotations

# Small letters only: "Phòng Tổ chức cán bộ" and "Phòng Đào tạo" are names.
VERBS = (
    r"(?:tổ chức|xây dựng|thực hiện|triển khai|tham mưu|rà soát|hướng dẫn|nghiên cứu|kiểm tra|theo dõi|"
    r"tổng hợp|ban hành|trình|báo cáo|lập|hoàn thành|hoàn thiện|tuyên truyền|giám sát|đôn đốc|đề xuất|"
    r"cung cấp|công khai|mở|duy trì|chuẩn bị|quản lý|bảo đảm|đảm bảo|thăm|tặng|vận động|thông báo|"
    r"niêm yết|xem xét|giải quyết|xử lý|phát động|phát hành|lấy ý kiến|tập huấn|phổ biến|quán triệt|"
    r"cắm|dựng|treo|dọn|trồng|sửa|lắp|mua|nộp|gửi|đón|đưa|chọn|bầu|khảo sát|điều tra|thống kê|tham gia|"
    r"góp ý|trả lời|tiếp nhận|thành lập|tu sửa|nâng cấp|khen thưởng|phê duyệt|trao|soạn|viết|đặt|họp|"
    r"hỗ trợ|làm|cử|giao|nhận|kiện toàn|đánh giá|tiếp|mời|xác minh|thẩm định|giúp|nắm|bố trí|sắp xếp|"
    r"chỉ đạo|chịu trách nhiệm|có trách nhiệm|tăng cường|đẩy mạnh|chủ động|chủ trì|phối hợp|căn cứ|"
    r"chia|thay|giải thích|giải trình|tiếp tục|rút|chốt|ghi|đo|đếm|vẽ|in|dán|quay|chụp|đăng|cập nhật|"
    r"số hóa|lưu|bàn giao|tuyển|phân loại|phân tích|so sánh|đối chiếu|thanh tra|xử phạt|nhắc|khuyến khích|"
    r"động viên|tạo|phát huy|nêu gương|ký|cam kết|đăng ký|công bố|giới thiệu|trưng bày|tuần tra|canh|"
    r"cấm|hạn chế|khắc phục|chấn chỉnh|tháo gỡ|bồi dưỡng|dạy|thi công|nghiệm thu|thanh toán|quyết toán|"
    r"dự toán|cấp phát|chi trả|thu gom|phun|khử|đắp|nạo vét|tưới|bảo dưỡng|bảo trì|kẻ|quét|lau|rửa|"
    r"cụ thể h(?:óa|oá)|ban bố|lồng ghép|nhân rộng|sơ kết|tổng kết|dự|gặp|đối thoại|trao đổi|thảo luận)"
)
