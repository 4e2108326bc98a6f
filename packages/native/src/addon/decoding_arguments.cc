#include "addon/decoding_arguments.h"

#include <stdexcept>

#include "addon/view.h"

namespace ascend_rx::addon {
namespace {

using detections::ElementType;
using detections::Head;
using detections::HeadLayout;
using detections::Prototypes;
using detections::Selection;

double number(const Napi::Object& object, const char* name) {
  return object.Get(name).As<Napi::Number>().DoubleValue();
}

// Also for what is no number: that is none of the integers.
uint32_t integer_from(double value, const char* name, uint32_t most = UINT32_MAX) {
  if (!(value >= 0 && value <= static_cast<double>(most)) || value != static_cast<uint32_t>(value)) {
    throw std::invalid_argument(name);
  }
  return static_cast<uint32_t>(value);
}

uint32_t integer(const Napi::Object& object, const char* name, uint32_t most = UINT32_MAX) {
  return integer_from(number(object, name), name, most);
}

Head head_from(const Napi::Object& object) {
  const View view = view_of(object.Env(), object.Get("data"));
  Head head;
  head.data = view.data;
  head.bytes = view.bytes;
  head.type = static_cast<ElementType>(integer(object, "type", 1));
  head.layout = static_cast<HeadLayout>(integer(object, "layout", 1));
  head.anchors = integer(object, "anchors");
  head.classes = integer(object, "classes");
  head.extras = integer(object, "extras");
  head.is_rotated = object.Get("isRotated").ToBoolean();
  detections::check(head);
  return head;
}

Selection selection_from(const Napi::Object& object, const Head& head) {
  Selection selection;
  selection.score_threshold = number(object, "scoreThreshold");
  selection.iou_threshold = number(object, "iouThreshold");
  selection.max_candidates = integer(object, "maxCandidates");
  selection.max_detections = integer(object, "maxDetections");
  const View wanted = view_of(object.Env(), object.Get("wanted"));
  if (wanted.bytes != 0 && wanted.bytes != head.classes) throw std::invalid_argument("wanted");
  const auto* const first = static_cast<const uint8_t*>(wanted.data);
  selection.wanted.assign(first, first + wanted.bytes);
  return selection;
}

// The memory is JavaScript's, which gives it to be written.
template <class Element>
Element* writable(const View& view) {
  return static_cast<Element*>(const_cast<void*>(view.data));
}

}  // namespace

DecodingArguments decoding_arguments(const Napi::Object& head, const Napi::Object& selection,
                                     const Napi::Value& rows) {
  DecodingArguments arguments;
  arguments.head = head_from(head);
  arguments.selection = selection_from(selection, arguments.head);
  const View view = view_of(rows.Env(), rows);
  const size_t numbers = 1 + arguments.selection.max_detections * detections::row_length(arguments.head);
  if (view.bytes != numbers * sizeof(double)) throw std::invalid_argument("rows");
  arguments.count = writable<double>(view);
  arguments.rows = arguments.count + 1;
  return arguments;
}

std::shared_ptr<const MaskArguments> mask_arguments(const Napi::Object& prototypes, const Napi::Value& parts,
                                                    const Napi::Value& cells) {
  auto arguments = std::make_shared<MaskArguments>();
  Prototypes& memory = arguments->prototypes;
  const View data = view_of(prototypes.Env(), prototypes.Get("data"));
  memory.data = data.data;
  memory.bytes = data.bytes;
  memory.type = static_cast<ElementType>(integer(prototypes, "type", 1));
  memory.count = integer(prototypes, "count");
  memory.height = integer(prototypes, "height");
  memory.width = integer(prototypes, "width");
  const View list = view_of(parts.Env(), parts);
  const size_t length = size_t{4} + memory.count;
  if (list.bytes % (length * sizeof(double)) != 0) throw std::invalid_argument("parts");
  // A copy: what is checked here is what is used later.
  const auto* const first = static_cast<const double*>(list.data);
  arguments->numbers.assign(first, first + list.bytes / sizeof(double));
  for (size_t at = 0; at < arguments->numbers.size(); at += length) {
    const double* const part = arguments->numbers.data() + at;
    arguments->parts.push_back({part + 4, integer_from(part[0], "left"), integer_from(part[1], "top"),
                                integer_from(part[2], "width"), integer_from(part[3], "height")});
  }
  const View target = view_of(cells.Env(), cells);
  detections::check(memory, arguments->parts, target.bytes);
  arguments->cells = writable<uint8_t>(target);
  return arguments;
}

}  // namespace ascend_rx::addon
