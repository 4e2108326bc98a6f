// The options of the sanitizers in every test executable. ONNX Runtime is a library without their
// instrumentation.
extern "C" {

// An allocation beyond all memory is to fail, as it does without them.
__attribute__((visibility("default"), used)) const char* __asan_default_options() {
  return "allocator_may_return_null=1";
}

// ThreadSanitizer does not see the synchronisation inside it, so reports that begin there mean nothing. Where
// it writes to a file of its own, the stack ends in the standard library's stream.
__attribute__((visibility("default"), used)) const char* __tsan_default_suppressions() {
  return "called_from_lib:libonnxruntime.so\nrace:std::basic_streambuf<char, std::char_traits<char> "
         ">::xsputn\n";
}

// Of its mutexes it sees half of the calls, and takes the other half for mistakes; the stacks it shows for
// those have none of its frames that a suppression could name.
__attribute__((visibility("default"), used)) const char* __tsan_default_options() {
  return "report_mutex_bugs=0:allocator_may_return_null=1";
}

// Where a test turns its telemetry on it leaks 14 bytes (docs/without-an-npu.md). What we forget to release
// of its objects is allocated there, too, and hidden by this: the tests of steady memory look for that.
__attribute__((visibility("default"), used)) const char* __lsan_default_suppressions() {
  return "leak:libonnxruntime.so\n";
}
__attribute__((visibility("default"), used)) const char* __lsan_default_options() {
  return "print_suppressions=0";
}
}
