"""The fictional province: everything in it is invented and marked DỮ LIỆU MẪU."""
