// A dynamic model of the tests' own, in place of the one that was loaded: a table of ACL functions that
// describe it and execute it, over the objects of the embedded runtime. It does what the facts say of a model
// whose output dims depend on data (aclmdlExecute with output buffers of NULL), and, on demand, what no
// runtime should.
//
//   x (float32, n×3)  ->  places (int64, 2×found): where x is not 0; tripled (float32, n×9): x, x, x in each
//   row
#pragma once

#include <dlfcn.h>

#include <atomic>
#include <cstring>
#include <string>
#include <vector>

#include "faults.h"
#include "session/library.h"

namespace ascend_rx::test::dynamic_model {

// What goes wrong in the next executions, after the outputs have been allocated.
enum class Oddity {
  kNone,
  kFails,        // a code, although there are outputs
  kNoDesc,       // no description of `places`
  kTooManyDims,  // 1000 of them
  kNegativeDim,  // one of -1
  kHugeDims,     // more bytes than a number holds
  kTooSmall,     // a buffer of fewer bytes than the dims say
  kNoMemory,     // dims, but no buffer
};

inline std::atomic<Oddity>& oddity() {
  static std::atomic<Oddity> instance{Oddity::kNone};
  return instance;
}

inline size_t inputs(aclmdlDesc*) { return 1; }
inline size_t outputs(aclmdlDesc*) { return 2; }
inline size_t no_size(aclmdlDesc*, size_t) { return 0; }
inline const char* input_name(const aclmdlDesc*, size_t) { return "x"; }
inline const char* output_name(const aclmdlDesc*, size_t i) { return i == 0 ? "places" : "tripled"; }
inline aclDataType input_type(const aclmdlDesc*, size_t) { return ACL_FLOAT; }
inline aclDataType output_type(const aclmdlDesc*, size_t i) { return i == 0 ? ACL_INT64 : ACL_FLOAT; }

inline aclError dims_of(aclmdlIODims* dims, int64_t first, int64_t second) {
  *dims = {};
  dims->dimCount = 2;
  dims->dims[0] = first;
  dims->dims[1] = second;
  return ACL_SUCCESS;
}
inline aclError input_dims(const aclmdlDesc*, size_t, aclmdlIODims* dims) { return dims_of(dims, -1, 3); }
inline aclError output_dims(const aclmdlDesc*, size_t i, aclmdlIODims* dims) {
  return i == 0 ? dims_of(dims, 2, -1) : dims_of(dims, -1, 9);
}

// The table before anything was replaced.
inline session::Functions& real() {
  static session::Functions functions;
  return functions;
}

// Not in the table: sessions do not call it.
inline aclDataBuffer* buffer_of(const aclmdlDataset* dataset, size_t index) {
  static void* const library = dlopen(ASCEND_RX_EMBEDDED_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  static const auto get =
      reinterpret_cast<decltype(&aclmdlGetDatasetBuffer)>(dlsym(library, "aclmdlGetDatasetBuffer"));
  return get(dataset, index);
}

// Has the dataset name an output, in memory that is allocated for it.
inline aclError give(aclmdlDataset* dataset, size_t index, aclDataType type, const std::vector<int64_t>& dims,
                     const void* data, size_t bytes) {
  const session::Functions& acl = real();
  aclTensorDesc* const desc =
      acl.aclCreateTensorDesc(type, static_cast<int>(dims.size()), dims.data(), ACL_FORMAT_ND);
  const session::Status described = acl.aclmdlSetDatasetTensorDesc(dataset, desc, index);
  acl.aclDestroyTensorDesc(desc);
  if (!described.ok()) return described.code();
  if (bytes == 0) return ACL_SUCCESS;
  void* memory = nullptr;
  if (const session::Status s = acl.aclrtMalloc(&memory, bytes, ACL_MEM_MALLOC_NORMAL_ONLY); !s.ok())
    return s.code();
  std::memcpy(memory, data, bytes);
  return acl.aclUpdateDataBuffer(buffer_of(dataset, index), memory, bytes).code();
}

inline aclError execute(uint32_t, const aclmdlDataset* input, aclmdlDataset* output) {
  const session::Functions& acl = real();
  const aclTensorDesc* const desc = acl.aclmdlGetDatasetTensorDesc(input, 0);
  if (!desc || acl.aclGetTensorDescNumDims(desc) != 2) return ACL_ERROR_INVALID_PARAM;
  int64_t n = 0;
  if (!acl.aclGetTensorDescDimV2(desc, 0, &n).ok()) return ACL_ERROR_INVALID_PARAM;
  const auto* const x = static_cast<const float*>(acl.aclGetDataBufferAddr(buffer_of(input, 0)));
  std::vector<int64_t> rows;
  std::vector<int64_t> columns;
  std::vector<float> tripled;
  for (int64_t row = 0; row < n; ++row) {
    for (int64_t column = 0; column < 9; ++column) {
      const float value = x[3 * row + column % 3];
      tripled.push_back(value);
      if (column >= 3 || value == 0) continue;
      rows.push_back(row);
      columns.push_back(column);
    }
  }
  const auto found = static_cast<int64_t>(rows.size());
  rows.insert(rows.end(), columns.begin(), columns.end());
  const Oddity odd = oddity();
  std::vector<int64_t> dims{2, found};
  if (odd == Oddity::kNegativeDim) dims[1] = -1;
  if (odd == Oddity::kHugeDims) dims = {int64_t{1} << 40, int64_t{1} << 40};
  if (odd == Oddity::kTooSmall) dims[1] = 2 * found;
  const size_t bytes = odd == Oddity::kNoMemory ? 0 : rows.size() * sizeof(int64_t);
  if (const aclError code = give(output, 0, ACL_INT64, dims, rows.data(), bytes); code != ACL_SUCCESS)
    return code;
  const aclError code = give(output, 1, ACL_FLOAT, {n, 9}, tripled.data(), tripled.size() * sizeof(float));
  return code == ACL_SUCCESS && odd == Oddity::kFails ? ACL_ERROR_GE_FAILURE : code;
}

inline aclTensorDesc* described(const aclmdlDataset* dataset, size_t index) {
  return oddity() == Oddity::kNoDesc ? nullptr : real().aclmdlGetDatasetTensorDesc(dataset, index);
}

inline size_t dim_count(const aclTensorDesc* desc) {
  return oddity() == Oddity::kTooManyDims ? 1000 : real().aclGetTensorDescNumDims(desc);
}

template <class F, class Replacement>
void replace(F& function, Replacement* replacement) {
  typename F::Pointer const typed = replacement;
  function.bind(reinterpret_cast<void*>(typed));
}

// `lacking`: a function that this library does not have.
inline void instrument(session::Functions& functions, const std::string& lacking) {
  real() = functions;
  replace(functions.aclmdlGetNumInputs, &inputs);
  replace(functions.aclmdlGetNumOutputs, &outputs);
  replace(functions.aclmdlGetInputSizeByIndex, &no_size);
  replace(functions.aclmdlGetOutputSizeByIndex, &no_size);
  replace(functions.aclmdlGetInputNameByIndex, &input_name);
  replace(functions.aclmdlGetOutputNameByIndex, &output_name);
  replace(functions.aclmdlGetInputDataType, &input_type);
  replace(functions.aclmdlGetOutputDataType, &output_type);
  replace(functions.aclmdlGetInputDims, &input_dims);
  replace(functions.aclmdlGetOutputDims, &output_dims);
  replace(functions.aclmdlExecute, &execute);
  replace(functions.aclmdlGetDatasetTensorDesc, &described);
  replace(functions.aclGetTensorDescNumDims, &dim_count);
#define X(name) \
  if (lacking == #name) functions.name.bind(nullptr);
  ASCEND_RX_OPTIONAL_FUNCTIONS(X)
#undef X
  test::instrument(functions);
}

// The embedded runtime with this model in place of every other.
inline session::Library::Candidate candidate(bool shares_memory, const std::string& lacking = {}) {
  session::Library::Candidate made = instrumented(shares_memory);
  made.instrument = [lacking](session::Functions& functions) { instrument(functions, lacking); };
  return made;
}

}  // namespace ascend_rx::test::dynamic_model
