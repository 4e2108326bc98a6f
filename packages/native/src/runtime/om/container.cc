#include "runtime/om/container.h"

#include <algorithm>
#include <cstdio>

#include "runtime/om/byte_reader.h"
#include "runtime/om/malformed.h"

namespace ascend_rx::runtime {
namespace {

constexpr std::string_view magic = "IMOD";
constexpr size_t header_size = 256;
constexpr uint32_t version_of_32_bits = 0x10000000;
constexpr uint32_t version_of_64_bits = 0x20000000;

// Where things are in the header.
constexpr size_t header_size_at = 0x04;
constexpr size_t version_at = 0x08;
constexpr size_t short_length_at = 0x4c;
constexpr size_t encrypted_at = 0x50;
constexpr size_t name_at = 0x54;
constexpr size_t name_size = 32;
constexpr size_t models_at = 0x9c;       // in files of 64 bits
constexpr size_t long_length_at = 0xb8;  // in files of 64 bits

std::string hexadecimal(uint32_t number) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", number);
  return text;
}

// REQUIRES: the header has them.
uint32_t u32_at(std::string_view header, size_t at) { return ByteReader(header.substr(at), "header").u32(); }
uint64_t u64_at(std::string_view header, size_t at) { return ByteReader(header.substr(at), "header").u64(); }

const Container::Partition* find(const std::vector<Container::Partition>& partitions, uint64_t type) {
  const auto found = std::find_if(partitions.begin(), partitions.end(),
                                  [type](const auto& one) { return one.type == type; });
  return found == partitions.end() ? nullptr : &*found;
}

// `body`: what follows the header.
std::vector<Container::Partition> read_table(std::string_view body, bool wide) {
  ByteReader table(body, "table of partitions");
  const auto number = [&] { return wide ? table.u64() : table.u32(); };
  const uint64_t count = number();
  const size_t entry_size = wide ? 24 : 12;
  table.check(count, entry_size);
  if (count > most_partitions) {
    throw Malformed{"has " + std::to_string(count) + " partitions in its table; " +
                    std::to_string(most_partitions) + " at most are believed"};
  }
  const std::string_view contents = body.substr(body.size() - table.left() + count * entry_size);
  std::vector<Container::Partition> partitions;
  partitions.reserve(static_cast<size_t>(count));
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t type = wide ? table.safe_u64() : table.u32();
    const uint64_t offset = number();
    const uint64_t size = number();
    if (offset > contents.size() || size > contents.size() - offset) {
      throw Malformed{"has a partition of type " + std::to_string(type) + " of " + std::to_string(size) +
                      " bytes at offset " + std::to_string(offset) + ", beyond the " +
                      std::to_string(contents.size()) + " bytes behind its table"};
    }
    if (find(partitions, type))
      throw Malformed{"has two partitions of type " + std::to_string(type) + " in one table"};
    partitions.push_back({type, contents.substr(static_cast<size_t>(offset), static_cast<size_t>(size))});
  }
  return partitions;
}

}  // namespace

const Container::Partition* Container::find(PartitionType type) const {
  return runtime::find(partitions, static_cast<uint64_t>(type));
}

bool begins_as_container(std::string_view file) { return file.substr(0, magic.size()) == magic; }

Container read_container(std::string_view file) {
  if (file.size() < header_size) {
    throw Malformed{"ends before its header does: it has " + std::to_string(file.size()) + " bytes, and " +
                    std::to_string(header_size) + " are needed"};
  }
  const std::string_view header = file.substr(0, header_size);
  if (const uint32_t size = u32_at(header, header_size_at); size != header_size)
    throw Malformed{"has a header of " + std::to_string(size) + " bytes; 256 are known"};
  const uint32_t version = u32_at(header, version_at);
  if (version != version_of_32_bits && version != version_of_64_bits) {
    throw Malformed{"has the version " + hexadecimal(version) + "; " + hexadecimal(version_of_32_bits) +
                    " and " + hexadecimal(version_of_64_bits) + " are known"};
  }
  const bool wide = version == version_of_64_bits;
  Container container;
  const std::string_view name = header.substr(name_at, name_size);
  container.name = name.substr(0, name.find_last_not_of('\0') + 1);
  container.encrypted = header[encrypted_at] != 0;
  if (container.encrypted) return container;
  const std::string_view body = file.substr(header_size);
  if (wide) container.models = u32_at(header, models_at);
  const uint64_t length = wide ? u64_at(header, long_length_at) : u32_at(header, short_length_at);
  if (length != body.size()) {
    throw Malformed{"does not have the length that its header says: " + std::to_string(length) +
                    " bytes behind the header, but there are " + std::to_string(body.size()) + "; " +
                    (length > body.size() ? "it is cut off" : "something was added to it")};
  }
  container.partitions = read_table(body, wide);
  return container;
}

}  // namespace ascend_rx::runtime
