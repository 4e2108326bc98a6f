#include "base/json.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <locale>
#include <sstream>

namespace ascend_rx {
namespace {

constexpr int deepest = 64;  // levels of nesting; more are refused, so that no text exhausts the stack

void append_utf8(std::string& text, uint32_t code) {
  const auto add = [&text](uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xc0 | code >> 6);
    add(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    add(0xe0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  } else {
    add(0xf0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3f));
    add(0x80 | (code >> 6 & 0x3f));
    add(0x80 | (code & 0x3f));
  }
}

}  // namespace

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Json document() {
    Json json = value(0);
    skip_space();
    if (at_ < text_.size()) fail("the end");
    return json;
  }

 private:
  Json value(int depth) {
    skip_space();
    if (depth > deepest) fail("fewer levels of nesting");
    Json json;
    switch (peek()) {
      case '{':
        json.value_ = members(depth);
        break;
      case '[':
        json.value_ = list(depth);
        break;
      case '"':
        json.value_ = string();
        break;
      case 't':
        word("true");
        json.value_ = true;
        break;
      case 'f':
        word("false");
        json.value_ = false;
        break;
      case 'n':
        word("null");
        break;
      default:
        json.value_ = number();
    }
    return json;
  }

  Json::Members members(int depth) {
    Json::Members members;
    ++at_;
    skip_space();
    if (take('}')) return members;
    do {
      skip_space();
      std::string name = string();
      skip_space();
      if (!take(':')) fail("':'");
      members.emplace_back(std::move(name), value(depth + 1));
      skip_space();
    } while (take(','));
    if (!take('}')) fail("',' or '}'");
    return members;
  }

  Json::List list(int depth) {
    Json::List list;
    ++at_;
    skip_space();
    if (take(']')) return list;
    do {
      list.push_back(value(depth + 1));
      skip_space();
    } while (take(','));
    if (!take(']')) fail("',' or ']'");
    return list;
  }

  std::string string() {
    if (!take('"')) fail("a string");
    std::string text;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) fail("no control character in a string");
      if (take('\\')) {
        escape(text);
      } else {
        text += text_[at_++];
      }
    }
    if (!take('"')) fail("'\"'");
    return text;
  }

  void escape(std::string& text) {
    constexpr std::string_view kinds = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const char kind = peek();
    const size_t which = kind == '\0' ? std::string_view::npos : kinds.find(kind);
    if (which != std::string_view::npos) {
      ++at_;
      text += meant[which];
    } else if (take('u')) {
      append_utf8(text, code_point());
    } else {
      fail("an escape");
    }
  }

  // Two surrogates are one character; a surrogate alone stays as it is.
  uint32_t code_point() {
    const uint32_t high = hex4();
    if (high < 0xd800 || high > 0xdbff || text_.substr(at_, 2) != "\\u") return high;
    const size_t before = at_;
    at_ += 2;
    const uint32_t low = hex4();
    if (low >= 0xdc00 && low <= 0xdfff) return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    at_ = before;
    return high;
  }

  uint32_t hex4() {
    uint32_t value = 0;
    for (int digit = 0; digit < 4; ++digit, ++at_) {
      const char c = peek();
      if (!std::isxdigit(static_cast<unsigned char>(c))) fail("an escape");
      value = value << 4 | static_cast<uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
  }

  double number() {
    const size_t begin = at_;
    take('-');
    if (!take('0') && !digits()) fail("a value");
    if (take('.') && !digits()) fail("digits");
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) fail("digits");
    }
    std::istringstream in{std::string(text_.substr(begin, at_ - begin))};
    in.imbue(std::locale::classic());  // the program's own may write numbers with commas
    double number = 0;
    in >> number;
    return number;
  }

  bool digits() {
    const size_t begin = at_;
    while (std::isdigit(static_cast<unsigned char>(peek()))) ++at_;
    return at_ > begin;
  }

  void word(std::string_view spelling) {
    if (text_.substr(at_, spelling.size()) != spelling) fail("a value");
    at_ += spelling.size();
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

  [[noreturn]] void fail(const char* expected) const {
    const size_t end = std::min(at_, text_.size());
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    throw JsonProblem{"line " + std::to_string(line) + ": expected " + expected};
  }

  const std::string_view text_;
  size_t at_ = 0;
};

Json Json::parse(std::string_view text) { return JsonReader(text).document(); }

const Json* Json::find(std::string_view name) const {
  const auto* const members = as<Members>();
  if (!members) return nullptr;
  const auto found =
      std::find_if(members->begin(), members->end(), [name](auto& member) { return member.first == name; });
  return found == members->end() ? nullptr : &found->second;
}

const char* Json::kind() const {
  constexpr const char* kinds[] = {"null", "a boolean", "a number", "a string", "a list", "an object"};
  return kinds[value_.index()];
}

}  // namespace ascend_rx
