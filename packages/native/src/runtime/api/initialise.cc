// aclInit and what needs neither context nor device.
#include <cstdarg>
#include <cstring>

#include "acl/acl.h"
#include "float16.h"
#include "model/data_type.h"
#include "process/entry.h"
#include "process/initialisation.h"
#include "process/log.h"

using namespace ascend_rx::runtime;

aclError aclInit(const char* configPath) {
  return entry("aclInit", [&] { return Initialisation::instance().begin(configPath); });
}

aclError aclFinalize() {
  return entry("aclFinalize", [] { return Initialisation::instance().end(); });
}

const char* aclGetRecentErrMsg() {
  ThreadState* const state = process_ended() ? nullptr : thread_state();
  if (!state || state->errors.empty()) return nullptr;
  try {
    std::string text;
    for (auto error = state->errors.rbegin(); error != state->errors.rend(); ++error) {
      text += (text.empty() ? "" : "\n") + *error;
    }
    state->shown = std::move(text);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  state->errors.clear();
  return state->shown.c_str();
}

aclError aclrtGetVersion(int32_t* majorVersion, int32_t* minorVersion, int32_t* patchVersion) {
  return entry("aclrtGetVersion", [&] {
    require(majorVersion && minorVersion && patchVersion, ACL_ERROR_INVALID_PARAM, "an out pointer is NULL");
    *majorVersion = ACL_MAJOR_VERSION;
    *minorVersion = ACL_MINOR_VERSION;
    *patchVersion = ACL_PATCH_VERSION;
    return ACL_SUCCESS;
  });
}

// No chip has this name: programs that compare names take their general path.
const char* aclrtGetSocName() { return "AscendRxEmbedded"; }

void aclAppLog(aclLogLevel logLevel, const char* func, const char* file, uint32_t line, const char* fmt,
               ...) {
  va_list values;
  va_start(values, fmt);
  write_log(number_of(logLevel), {func, file, line}, fmt, values);
  va_end(values);
}

size_t aclDataTypeSize(aclDataType dataType) { return data_type_size(dataType); }

float aclFloat16ToFloat(aclFloat16 value) { return float16_to_float(value); }

aclFloat16 aclFloatToFloat16(float value) { return float_to_float16(value); }
