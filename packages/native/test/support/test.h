// A small test harness: TEST(name) { … } with CHECK and CHECK_EQ, one executable per topic. Without arguments
// it lists its cases, with a name it runs that one; ctest runs every case as a test of its own (add_cases in
// CMakeLists.txt finds them by the macro's name at the start of a line). A failed check is printed and the
// case goes on. Include it in one file per executable. Why this stays: CMake would have to download
// GoogleTest or Catch2 when it configures, and the native build uses no network.
#pragma once

#include <atomic>
#include <cstdio>
#include <cstring>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace test {

struct Case {
  const char* name;
  void (*run)();
};

inline std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

inline std::atomic<int> failures{0};        // checks may be on any thread
inline const char* current = "";            // name of the case that runs
inline std::vector<std::string> arguments;  // what was given after the name

struct Registration {
  Registration(const char* name, void (*run)()) { cases().push_back({name, run}); }
};

template <typename Value>
std::string shown(const Value& value) {
  std::ostringstream text;
  text << value;
  return text.str();
}
inline std::string shown(std::nullptr_t) { return "nullptr"; }

inline void fail(const char* file, int line, const std::string& what) {
  ++failures;
  std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
}

template <typename Left, typename Right>
bool check_equal(const char* file, int line, const char* expression, const Left& left, const Right& right) {
  if (left == right) return true;
  fail(file, line, std::string(expression) + ": is " + shown(left) + ", expected " + shown(right));
  return false;
}

inline int main(int argc, char** argv) {
  if (argc < 2) {
    for (const Case& one : cases()) std::printf("%s\n", one.name);
    return 0;
  }
  for (const Case& one : cases()) {
    if (std::strcmp(one.name, argv[1]) != 0) continue;
    current = one.name;
    arguments.assign(argv + 2, argv + argc);
    one.run();
    return failures == 0 ? 0 : 1;
  }
  std::fprintf(stderr, "no case is named %s\n", argv[1]);
  return 2;
}

}  // namespace test

#define TEST(name)                                                         \
  static void test_##name();                                               \
  static const test::Registration registration_##name{#name, test_##name}; \
  static void test_##name()

#define CHECK(condition) \
  ((condition) ? true : (test::fail(__FILE__, __LINE__, "does not hold: " #condition), false))
// Equality; `actual` first.
#define CHECK_EQ(actual, expected) test::check_equal(__FILE__, __LINE__, #actual, actual, expected)

int main(int argc, char** argv) { return test::main(argc, argv); }
