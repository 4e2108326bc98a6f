// Masks are their definition, for random prototypes and rectangles.
#include "detections/masks.h"

#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "random_numbers.h"
#include "test.h"

using namespace ascend_rx::detections;
using random_numbers::Random;

namespace {

const std::atomic<bool> never{false};

uint8_t cell(double sum) {
  if (std::isnan(sum)) return 0;
  const double probability = 1 / (1 + std::exp(-sum));
  const double rounded = std::floor(255 * probability + 0.5);
  if (sum <= 0 && rounded > 127) return 127;
  return static_cast<uint8_t>(rounded);
}

void check_one(uint32_t seed) {
  Random random(seed);
  Prototypes prototypes;
  prototypes.count = 1 + random.below(5);
  prototypes.height = 1 + random.below(9);
  prototypes.width = 1 + random.below(9);
  prototypes.bytes = size_t{4} * prototypes.count * prototypes.height * prototypes.width;
  const auto memory = std::make_unique<float[]>(prototypes.bytes / 4);
  for (size_t i = 0; i < prototypes.bytes / 4; ++i) memory[i] = random.strange(random.number(-2, 2));
  prototypes.data = memory.get();

  std::vector<std::unique_ptr<double[]>> coefficients;
  std::vector<MaskPart> parts;
  std::vector<uint8_t> expected;
  for (uint32_t n = random.below(4); n > 0; --n) {
    coefficients.push_back(std::make_unique<double[]>(prototypes.count));
    MaskPart part;
    part.coefficients = coefficients.back().get();
    part.width = random.below(prototypes.width + 1);
    part.height = random.below(prototypes.height + 1);
    part.left = random.below(prototypes.width - part.width + 1);
    part.top = random.below(prototypes.height - part.height + 1);
    for (uint32_t k = 0; k < prototypes.count; ++k) {
      coefficients.back()[k] = static_cast<double>(random.strange(random.number(-3, 3)));
    }
    for (uint32_t y = part.top; y < part.top + part.height; ++y) {
      for (uint32_t x = part.left; x < part.left + part.width; ++x) {
        double sum = 0;
        for (uint32_t k = 0; k < prototypes.count; ++k) {
          sum += part.coefficients[k] *
                 static_cast<double>(memory[(size_t{k} * prototypes.height + y) * prototypes.width + x]);
        }
        expected.push_back(cell(sum));
      }
    }
    parts.push_back(part);
  }
  check(prototypes, parts, expected.size());
  const auto cells = std::make_unique<uint8_t[]>(expected.size());
  CHECK(compose_masks(prototypes, parts, cells.get(), never));
  if (!expected.empty() && std::memcmp(cells.get(), expected.data(), expected.size()) != 0) {
    test::fail(__FILE__, __LINE__, "is not its definition: seed " + std::to_string(seed));
  }
}

bool refuses(const Prototypes& prototypes, const std::vector<MaskPart>& parts, size_t bytes) {
  try {
    check(prototypes, parts, bytes);
    return false;
  } catch (const std::invalid_argument&) {
    return true;
  }
}

}  // namespace

TEST(are_their_definition) {
  for (uint32_t seed = 1; seed <= 1000 && test::failures < 5; ++seed) check_one(seed);
}

TEST(a_cell_is_inside_exactly_if_its_sum_is_above_0) {
  const std::vector<float> values = {1e-30F, 0.0F, -1e-30F,
                                     100,    -100, std::numeric_limits<float>::infinity()};
  const Prototypes prototypes{values.data(), 24, ElementType::kFloat32, 1, 1, 6};
  const double one = 1;
  std::vector<uint8_t> cells(6);
  CHECK(compose_masks(prototypes, {{&one, 0, 0, 6, 1}}, cells.data(), never));
  CHECK(cells == std::vector<uint8_t>({128, 127, 127, 255, 0, 255}));
}

TEST(what_lies_outside_is_refused) {
  const std::vector<float> values(24);
  const Prototypes prototypes{values.data(), 96, ElementType::kFloat32, 2, 3, 4};
  const std::vector<double> weights(2);
  CHECK(!refuses(prototypes, {{weights.data(), 1, 1, 3, 2}}, 6));
  CHECK(refuses(prototypes, {{weights.data(), 1, 1, 3, 2}}, 5));
  CHECK(refuses(prototypes, {{weights.data(), 2, 1, 3, 2}}, 6));
  CHECK(refuses(prototypes, {{weights.data(), 1, 2, 3, 2}}, 6));
  CHECK(refuses(prototypes, {{weights.data(), UINT32_MAX, 1, 3, 2}}, 6));
  CHECK(refuses(prototypes, {{weights.data(), 1, 1, UINT32_MAX, 2}}, 6));
  CHECK(refuses({values.data(), 96, ElementType::kFloat16, 2, 3, 4}, {}, 0));
  CHECK(refuses({values.data(), 0, ElementType::kFloat32, 0, 3, 4}, {}, 0));
  CHECK(refuses({values.data(), 0, ElementType::kFloat32, UINT32_MAX, UINT32_MAX, UINT32_MAX}, {}, 0));
}

TEST(ends_when_it_is_cancelled) {
  const std::vector<float> values(24);
  const Prototypes prototypes{values.data(), 96, ElementType::kFloat32, 2, 3, 4};
  const std::vector<double> weights(2);
  std::vector<uint8_t> cells(12);
  const std::atomic<bool> cancelled{true};
  CHECK(!compose_masks(prototypes, {{weights.data(), 0, 0, 4, 3}}, cells.data(), cancelled));
}
