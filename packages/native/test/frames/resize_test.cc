// Resize of gray, RGB and BGR is OpenCV 4.6's INTER_LINEAR, bit for bit: values in opencv-resize.txt. And so
// is gray of what was resized: COLOR_RGB2GRAY and COLOR_BGR2GRAY, in opencv-gray.txt.
#include <array>
#include <atomic>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "frames/prepare.h"
#include "test.h"

using namespace ascend_rx::frames;

namespace {

struct Row {
  uint32_t channels = 0;
  int32_t width = 0;
  int32_t height = 0;
  int32_t columns = 0;
  int32_t rows = 0;
  uint64_t hash = 0;
  std::array<int, 4> first{};
  size_t first_count = 0;
  std::string text;
};

std::vector<Row> table(const char* path) {
  std::vector<Row> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    Row row;
    row.text = line;
    std::istringstream text(line);
    text >> row.channels >> row.width >> row.height >> row.columns >> row.rows >> std::hex >> row.hash >>
        std::dec;
    while (row.first_count < 4 && text >> row.first[row.first_count]) ++row.first_count;
    rows.push_back(row);
  }
  return rows;
}

// The generator of make-opencv-table.py.
std::vector<uint8_t> picture(const Row& row) {
  const auto width = static_cast<uint32_t>(row.width);
  const auto height = static_cast<uint32_t>(row.height);
  std::vector<uint8_t> samples(size_t{width} * height * row.channels);
  uint32_t state = 1 + row.channels * 7 + width * 65537 + height * 257;
  for (uint8_t& sample : samples) {
    state = state * 1664525 + 1013904223;
    sample = static_cast<uint8_t>(state >> 24);
  }
  return samples;
}

void check_row(const Row& row, const std::vector<uint8_t>& result, const char* what) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const uint8_t sample : result) hash = (hash ^ sample) * 0x100000001b3;
  if (hash != row.hash) test::fail(__FILE__, __LINE__, std::string(what) + " differs: " + row.text);
  for (size_t i = 0; i < row.first_count; ++i) CHECK_EQ(int{result[i]}, row.first[i]);
}

using Prepare = void (*)(const Image&, const TargetFormat&, const Picture&);

void with_vectors(const Image& image, const TargetFormat& format, const Picture& picture) {
  const std::atomic<bool> cancelled{false};
  CHECK(prepare(image, format, picture, cancelled));
}

void check_table(Prepare run, const char* what) {
  const std::vector<Row> rows = table(ASCEND_RX_OPENCV_TABLE);
  CHECK_EQ(rows.size(), size_t{116});
  for (const Row& row : rows) {
    const std::vector<uint8_t> source = picture(row);
    for (const bool bgr : {false, true}) {
      Image image;
      image.format = row.channels == 1 ? PixelFormat::kGray : bgr ? PixelFormat::kBgr24 : PixelFormat::kRgb24;
      image.width = row.width;
      image.height = row.height;
      image.planes[0] = {source.data(), source.size(), static_cast<size_t>(row.width) * row.channels};
      TargetFormat format;
      format.type = ElementType::kUint8;
      format.layout = Layout::kNhwc;
      format.channels = bgr ? Channels::kBgr : Channels::kRgb;
      format.width = row.columns;
      format.height = row.rows;
      std::vector<uint8_t> result(target_bytes(format));
      const Picture whole{
          {0, 0, row.width, row.height}, {0, 0, row.columns, row.rows}, result.data(), result.size()};
      check(image);
      check(format, whole, image);
      run(image, format, whole);
      if (row.channels == 1) {
        std::vector<uint8_t> gray;
        for (size_t i = 0; i < result.size(); i += 3) {
          gray.push_back(result[i]);
          CHECK(result[i] == result[i + 1] && result[i] == result[i + 2]);
        }
        result = gray;
      }
      check_row(row, result, what);
    }
  }
}

void check_gray_table(Prepare run, const char* what) {
  const std::vector<Row> rows = table(ASCEND_RX_OPENCV_GRAY_TABLE);
  CHECK_EQ(rows.size(), size_t{6});
  for (const Row& row : rows) {
    std::vector<uint8_t> source = picture(row);
    for (const PixelFormat format : {PixelFormat::kRgb24, PixelFormat::kBgr24}) {
      Image image{format, row.width, row.height, {}};
      image.planes[0] = {source.data(), source.size(), static_cast<size_t>(row.width) * 3};
      TargetFormat target;
      target.type = ElementType::kUint8;
      target.channels = Channels::kGray;
      target.width = row.columns;
      target.height = row.rows;
      std::vector<uint8_t> result(target_bytes(target));
      run(image, target,
          {{0, 0, row.width, row.height}, {0, 0, row.columns, row.rows}, result.data(), result.size()});
      check_row(row, result, what);
      // The same picture, blue first.
      for (size_t i = 0; i < source.size(); i += 3) std::swap(source[i], source[i + 2]);
    }
  }
}

}  // namespace

TEST(gray_is_that_of_opencv) {
  check_gray_table(with_vectors, "gray");
  check_gray_table(prepare_reference, "gray of the reference");
}

TEST(is_that_of_opencv) { check_table(with_vectors, "prepare"); }

TEST(reference_is_that_of_opencv) { check_table(prepare_reference, "the reference"); }
