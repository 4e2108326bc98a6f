// Writes offline models (.om) after the facts (docs/facts.md), with tables of 64 or 32 bits. What each part
// says can be changed before it is written, so that files lie.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace offline {

inline std::string little_endian(uint64_t number, size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i));
  return text;
}
inline std::string u32(uint64_t number) { return little_endian(number, 4); }
inline std::string u64(uint64_t number) { return little_endian(number, 8); }

inline std::string varint(uint64_t number) {
  std::string text;
  for (; number >= 0x80; number >>= 7) text += static_cast<char>(number | 0x80);
  return text + static_cast<char>(number);
}
// A field of a protobuf message: a text or a message, or a number.
inline std::string field(uint64_t number, std::string_view bytes) {
  return varint(number << 3 | 2) + varint(bytes.size()) + std::string(bytes);
}
inline std::string field(uint64_t number, uint64_t value) { return varint(number << 3) + varint(value); }

struct Tensor {
  Tensor(std::string its_name, std::vector<int64_t> its_dims, uint64_t its_bytes, int32_t its_type = 0)
      : name(std::move(its_name)), dims(std::move(its_dims)), bytes(its_bytes), type(its_type) {}

  std::string name;
  std::vector<int64_t> dims;
  uint64_t bytes;
  int32_t type;                    // aclDataType; 0 is float
  int32_t format = 0;              // NCHW
  std::vector<int64_t> aipp_dims;  // empty: equal to dims, as in a model without AIPP
};

inline std::string dims_text(const std::vector<int64_t>& dims) {
  std::string text;
  for (const int64_t dim : dims) text += u64(static_cast<uint64_t>(dim));
  return text;
}

inline std::string tensor_text(const Tensor& tensor) {
  const std::string dims = dims_text(tensor.dims);
  const std::string aipp = tensor.aipp_dims.empty() ? dims : dims_text(tensor.aipp_dims);
  return u64(tensor.bytes) + u32(static_cast<uint32_t>(tensor.format)) +
         u32(static_cast<uint32_t>(tensor.type)) + u32(tensor.name.size()) + u32(dims.size()) +
         u32(aipp.size()) + u32(0) + tensor.name + dims + aipp;
}

inline std::string record(uint32_t type, const std::string& contents) {
  return u32(type) + u32(contents.size()) + contents;
}

inline std::string tensors_record(uint32_t type, const std::vector<Tensor>& tensors) {
  std::string contents = u32(tensors.size());
  for (const Tensor& tensor : tensors) contents += tensor_text(tensor);
  return record(type, contents);
}

// An attribute of MODEL_DEF.
inline std::string attribute(std::string_view key, std::string_view text) {
  return field(11, field(1, key) + field(2, field(2, text)));
}
inline std::string attribute(std::string_view key, uint64_t number) {
  return field(11, field(1, key) + field(2, field(3, number)));
}

struct Partition {
  uint64_t type;
  std::string contents;
};

struct Model {
  bool wide = true;  // numbers of 64 bits in the table
  std::string name = "model";
  std::vector<Tensor> inputs;
  std::vector<Tensor> outputs;
  std::string more_records;  // behind those of inputs and outputs
  std::string attributes = attribute("soc_version", "Ascend310B4") + attribute("memory_size", 563200) +
                           attribute("weight_size", 858624);
  std::vector<Partition> more;  // partitions behind MODEL_INOUT_INFO and MODEL_DEF
  bool encrypted = false;
  uint32_t models = 1;

  std::string in_out_info() const {
    return tensors_record(0, inputs) + tensors_record(1, outputs) + more_records;
  }

  std::string bytes() const {
    std::vector<Partition> partitions{{8, in_out_info()}, {0, attributes}};
    partitions.insert(partitions.end(), more.begin(), more.end());
    return file(partitions);
  }

  std::string file(const std::vector<Partition>& partitions) const {
    const size_t width = wide ? 8 : 4;
    std::string table = little_endian(partitions.size(), width);
    std::string contents;
    for (const Partition& one : partitions) {
      table += little_endian(one.type, width) + little_endian(contents.size(), width) +
               little_endian(one.contents.size(), width);
      contents += one.contents;
    }
    return with_header(table + contents);
  }

  // What follows the header.
  std::string with_header(const std::string& body) const {
    std::string header(256, '\0');
    const auto put = [&header](size_t at, const std::string& text) { header.replace(at, text.size(), text); };
    put(0, "IMOD");
    put(0x04, u32(256));
    put(0x08, u32(wide ? 0x20000000 : 0x10000000));
    if (!wide) put(0x4c, u32(body.size()));
    header[0x50] = static_cast<char>(encrypted);
    put(0x54, name.substr(0, 31));
    put(0x98, u32(2));
    if (wide) put(0x9c, u32(models));
    put(wide ? 0xa0 : 0x9c, "1.11.z.0");
    if (wide) put(0xb8, u64(body.size()));
    return header + body;
  }

  void write(const std::string& path) const {
    std::ofstream file(path, std::ios::binary);
    const std::string all = bytes();
    file.write(all.data(), static_cast<std::streamsize>(all.size()));
  }
};

}  // namespace offline
