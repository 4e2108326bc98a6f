#include "runtime/onnx/private_library.h"

#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>

namespace ascend_rx::runtime {
namespace {

// What the SONAME begins with afterwards. No file name that a linker writes does.
constexpr char mark = '#';

template <typename Pointer>
Pointer at(uintptr_t address) {
  return reinterpret_cast<Pointer>(address);
}

// The SONAME as it lies in memory; null where there is none.
char* soname_of(const link_map& library) {
  uintptr_t strings = 0;
  uintptr_t size = 0;
  uintptr_t offset = 0;
  for (const ElfW(Dyn)* entry = library.l_ld; entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_STRTAB) strings = entry->d_un.d_ptr;
    if (entry->d_tag == DT_STRSZ) size = entry->d_un.d_val;
    if (entry->d_tag == DT_SONAME) offset = entry->d_un.d_val;
  }
  if (strings == 0 || offset == 0 || offset >= size) return nullptr;
  // Most loaders write the address into the entry; some leave the distance from the start of the library.
  if (strings < library.l_addr) strings += library.l_addr;
  return at<char*>(strings + offset);
}

struct Range {
  uintptr_t address;
  int protection = -1;  // -1: none of the library's segments has the address
};

// What the segment with the address may be used for.
int find_protection(dl_phdr_info* info, size_t, void* data) {
  Range& wanted = *static_cast<Range*>(data);
  for (size_t i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) & segment = info->dlpi_phdr[i];
    const uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type != PT_LOAD || wanted.address < begin || wanted.address - begin >= segment.p_memsz)
      continue;
    wanted.protection = ((segment.p_flags & PF_R) != 0 ? PROT_READ : 0) |
                        ((segment.p_flags & PF_W) != 0 ? PROT_WRITE : 0) |
                        ((segment.p_flags & PF_X) != 0 ? PROT_EXEC : 0);
    return 1;
  }
  return 0;
}

// One byte of one page, which becomes a copy of the file's. Other threads may read the page meanwhile. If the
// system refuses, the library keeps its name, and all else works.
void hide_name(void* handle) {
  link_map* library = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &library) != 0) return;
  char* const name = soname_of(*library);
  if (!name) return;
  Range range{reinterpret_cast<uintptr_t>(name)};
  dl_iterate_phdr(find_protection, &range);
  if (range.protection < 0) return;
  const auto page_size = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  void* const page = at<void*>(range.address & ~(page_size - 1));
  if (mprotect(page, page_size, range.protection | PROT_WRITE) != 0) return;
  *name = mark;
  // A system may refuse to execute a page that was changed. Names are no code.
  if (mprotect(page, page_size, range.protection) != 0) mprotect(page, page_size, PROT_READ);
}

}  // namespace

void* open_privately(const std::string& file) {
  constexpr int mode = RTLD_NOW | RTLD_LOCAL;
  if (void* const shared = dlopen(file.c_str(), mode | RTLD_NOLOAD)) return shared;
  void* const handle = dlopen(file.c_str(), mode);
  if (handle && file.find('/') != std::string::npos) hide_name(handle);
  return handle;
}

}  // namespace ascend_rx::runtime
