// What sanitizers are told in every test executable. ONNX Runtime is a library without their instrumentation:
// ThreadSanitizer does not see the synchronisation inside it, so reports that begin there mean nothing.
extern "C" {
__attribute__((visibility("default"), used)) const char* __tsan_default_suppressions() {
  return "called_from_lib:libonnxruntime.so\n";
}
}
