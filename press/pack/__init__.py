"""The press pack (bộ tài liệu báo chí): one release as everything that newsrooms, social media and loudspeakers need."""
