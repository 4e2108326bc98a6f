// aclInit and what needs neither context nor device.
#include <cstdarg>

#include "acl/acl.h"
#include "base/float16.h"
#include "runtime/api/entry.h"
#include "runtime/base/log.h"
#include "runtime/lifetime/initialisation.h"
#include "runtime/tensors/data_type.h"

using namespace ascend_rx::runtime;

aclError aclInit(const char* configPath) {
  return first_entry(CALL(aclInit, configPath), [&] { return Initialisation::instance().begin(configPath); });
}

aclError aclFinalize() {
  return entry(CALL(aclFinalize), [] { return Initialisation::instance().end(); });
}

const char* aclGetRecentErrMsg() {
  return entry<const char*>(CALL(aclGetRecentErrMsg), nullptr,
                            [] { return process_ended() ? nullptr : take_errors(); });
}

aclError aclrtGetVersion(int32_t* majorVersion, int32_t* minorVersion, int32_t* patchVersion) {
  return entry(CALL(aclrtGetVersion, majorVersion, minorVersion, patchVersion), [&] {
    require(majorVersion && minorVersion && patchVersion, ACL_ERROR_INVALID_PARAM, "an out pointer is NULL");
    *majorVersion = ACL_MAJOR_VERSION;
    *minorVersion = ACL_MINOR_VERSION;
    *patchVersion = ACL_PATCH_VERSION;
    return ACL_SUCCESS;
  });
}

// No chip has this name, so programs that compare names choose what works on every chip.
const char* aclrtGetSocName() {
  return entry<const char*>(CALL(aclrtGetSocName), nullptr, [] { return "AscendRxEmbedded"; });
}

// The attribute is not in the header: there it could add warnings to programs that build without any.
__attribute__((format(printf, 5, 6))) void aclAppLog(aclLogLevel logLevel, const char* func, const char* file,
                                                     uint32_t line, const char* fmt, ...) {
  va_list values;
  va_start(values, fmt);
  entry(CALL(aclAppLog, logLevel, func, file, line, fmt), [&] {
    write_log(number_of(logLevel), {func, file, line}, fmt, values);
    return ACL_SUCCESS;
  });
  va_end(values);
}

size_t aclDataTypeSize(aclDataType dataType) {
  return entry<size_t>(CALL(aclDataTypeSize, dataType), 0, [&] { return data_type_size(dataType); });
}

float aclFloat16ToFloat(aclFloat16 value) {
  return entry<float>(CALL(aclFloat16ToFloat, value), 0, [&] { return ascend_rx::float16_to_float(value); });
}

aclFloat16 aclFloatToFloat16(float value) {
  return entry<aclFloat16>(CALL(aclFloatToFloat16, value), aclFloat16{0},
                           [&] { return ascend_rx::float_to_float16(value); });
}
