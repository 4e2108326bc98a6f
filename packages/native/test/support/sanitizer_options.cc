// What sanitizers are told in every test executable. ONNX Runtime is a library without their instrumentation.
extern "C" {

// ThreadSanitizer does not see the synchronisation inside it, so reports that begin there mean nothing.
__attribute__((visibility("default"), used)) const char* __tsan_default_suppressions() {
  return "called_from_lib:libonnxruntime.so\n";
}

// Of its mutexes it sees half of the calls, and would report the other half as mistakes.
__attribute__((visibility("default"), used)) const char* __tsan_default_options() {
  return "report_mutex_bugs=0";
}

// Loading a model leaks 14 bytes deep inside it. What we forget to release of its objects is allocated there,
// too, and hidden by this: the tests of steady memory look for that.
__attribute__((visibility("default"), used)) const char* __lsan_default_suppressions() {
  return "leak:libonnxruntime.so\n";
}
__attribute__((visibility("default"), used)) const char* __lsan_default_options() {
  return "print_suppressions=0";
}
}
