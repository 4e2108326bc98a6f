#include "json_check.h"

#include <algorithm>
#include <cctype>

namespace ascend_rx::runtime {
namespace {

constexpr int deepest = 64;  // nesting beyond this is refused rather than followed

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool document() {
    if (!value(0)) return false;
    skip_space();
    return at_ == text_.size() || expected("the end");
  }

  std::string problem() const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    return "line " + std::to_string(line) + ": expected " + expectation_;
  }

 private:
  bool value(int depth) {
    skip_space();
    if (depth > deepest) return expected("fewer levels of nesting");
    switch (peek()) {
      case '{':
        return members('}', depth, true);
      case '[':
        return members(']', depth, false);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool members(char close, int depth, bool named) {
    ++at_;
    skip_space();
    if (take(close)) return true;
    do {
      skip_space();
      if (named && !(string() && colon())) return false;
      if (!value(depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take(close) || expected(named ? "',' or '}'" : "',' or ']'");
  }

  bool colon() {
    skip_space();
    return take(':') || expected("':'");
  }

  bool string() {
    if (!take('"')) return expected("a string");
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return expected("no control character in a string");
      if (text_[at_++] == '\\' && !escape()) return expected("an escape");
    }
    return take('"') || expected("'\"'");
  }

  bool escape() {
    const char kind = peek();
    ++at_;
    if (kind != 'u')
      return kind != '\0' && std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos;
    for (int digit = 0; digit < 4; ++digit, ++at_) {
      if (!std::isxdigit(static_cast<unsigned char>(peek()))) return false;
    }
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return expected("a value");
    if (take('.') && !digits()) return expected("digits");
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return expected("digits");
    }
    return true;
  }

  bool digits() {
    const size_t begin = at_;
    while (std::isdigit(static_cast<unsigned char>(peek()))) ++at_;
    return at_ > begin;
  }

  bool word(std::string_view spelling) {
    if (text_.substr(at_, spelling.size()) != spelling) return expected("a value");
    at_ += spelling.size();
    return true;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char wanted) {
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  bool expected(const char* what) {
    expectation_ = what;
    at_ = std::min(at_, text_.size());
    return false;
  }

  const std::string_view text_;
  size_t at_ = 0;
  const char* expectation_ = "a value";
};

}  // namespace

std::optional<std::string> json_problem(std::string_view text) {
  Reader reader(text);
  if (reader.document()) return std::nullopt;
  return reader.problem();
}

}  // namespace ascend_rx::runtime
