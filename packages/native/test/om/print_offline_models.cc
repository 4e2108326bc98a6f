// Prints what the runtime's reader makes of offline models, for the comparison with the reader in TypeScript:
// print_offline_models FILES. FILES holds them one behind the other, each behind its length (u32). One line
// of JSON each: a refusal, or the description. Texts are hexadecimal, because they are any bytes.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/json_text.h"
#include "runtime/base/failure.h"
#include "runtime/om/offline_model.h"
#include "runtime/tensors/data_type.h"

using namespace ascend_rx::runtime;

namespace {

std::string hexadecimal(const std::string& text) {
  std::string digits;
  char two[3];
  for (const char each : text) {
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(each));
    digits += two;
  }
  return '"' + digits + '"';
}

template <typename List, typename Text>
std::string list(const List& all, const Text& text) {
  std::string members;
  for (const auto& each : all) members += (members.empty() ? "" : ",") + text(each);
  return "[" + members + "]";
}

std::string numbers(const std::vector<int64_t>& all) {
  return list(all, [](int64_t number) { return std::to_string(number); });
}

std::string tensor(const TensorInfo& one) {
  const std::string type = one.type == ACL_DT_UNDEFINED ? "" : data_type_name(one.type);
  return "[" + hexadecimal(one.name) + ",\"" + type + "\"," + numbers(one.dims) + "," +
         std::to_string(one.bytes) + "]";
}

std::string gears(const OfflineModel& model) {
  if (!model.gears) return "null";
  constexpr const char* kinds[] = {"batch", "hw", "dims"};
  return std::string("[\"") + kinds[static_cast<size_t>(model.gears->kind)] + "\"," +
         list(model.gears->values, numbers) + "]";
}

std::string description(const OfflineModel& model) {
  return "{\"name\":" + hexadecimal(model.name) + ",\"chip\":" + hexadecimal(model.chip) +
         ",\"inputs\":" + list(model.inputs, tensor) + ",\"outputs\":" + list(model.outputs, tensor) +
         ",\"gears\":" + gears(model) + ",\"work\":" + std::to_string(model.work_bytes) +
         ",\"weights\":" + std::to_string(model.weight_bytes) +
         ",\"models\":" + std::to_string(model.models) + "}";
}

std::string outcome(std::string_view file) {
  if (!is_offline_model(file)) return "{\"refused\":\"it does not begin as one\"}";
  try {
    return description(read_offline_model(file, "x.om"));
  } catch (const Failure& failure) {
    return "{\"refused\":" + ascend_rx::json_string(failure.text) + "}";
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::ifstream all(arguments[1], std::ios::binary);
  unsigned char length[4];
  while (all.read(reinterpret_cast<char*>(length), sizeof length)) {
    size_t bytes = 0;
    for (size_t i = sizeof length; i > 0; --i) bytes = bytes << 8 | length[i - 1];
    // In memory of its own, so that AddressSanitizer sees each byte that is read behind it.
    std::vector<char> file(bytes);
    if (!all.read(file.data(), static_cast<std::streamsize>(bytes))) return 3;
    std::puts(outcome({file.data(), file.size()}).c_str());
  }
  return 0;
}
