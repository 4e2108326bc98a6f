// npm run bench:runtime: the cost of an inference in the embedded runtime, in µs, and how much of it comes on
// top of ONNX Runtime's own Run. Every measurement is followed by one of Run. 'over Run' is the median of the
// differences of these pairs, because single rounds vary widely on shared machines.
//   cost [ROUNDS [INFERENCES [NAME]]]   NAME: measures only Run and what has NAME in its name
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "acl/acl.h"
#include "bare_run.h"
#include "hand_over.h"
#include "recipe.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Contestant {
  Contestant(std::string its_name, std::function<void(size_t)> its_run, bool is_inference, size_t its_part)
      : name(std::move(its_name)), run(std::move(its_run)), inference(is_inference), part(its_part) {}

  std::string name;
  std::function<void(size_t)> run;  // runs the given number of times
  bool inference;                   // over the embedded runtime
  size_t part;                      // runs 1/part of the inferences of a round
  std::vector<double> microseconds;
  std::vector<double> over_run;
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void measure(Contestant& contestant, size_t inferences) {
  const size_t times = std::max<size_t>(inferences / contestant.part, 1);
  const Clock::time_point start = Clock::now();
  contestant.run(times);
  const std::chrono::duration<double, std::micro> took = Clock::now() - start;
  contestant.microseconds.push_back(took.count() / static_cast<double>(times));
}

void print(const std::vector<Contestant>& contestants) {
  std::printf("%-36s %10s %10s\n", "", "µs", "over Run");
  for (const Contestant& contestant : contestants) {
    std::printf("%-36s %9.2f", contestant.name.c_str(), median(contestant.microseconds));
    if (!contestant.over_run.empty()) std::printf(" %9.2f", median(contestant.over_run));
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 101;
  const size_t inferences = argc > 2 ? static_cast<size_t>(std::atol(argv[2])) : 3200;
  const char* const library = std::getenv("ASCEND_RX_ONNXRUNTIME");
  if (!library) setenv("ASCEND_RX_ONNXRUNTIME", ASCEND_RX_BENCH_ONNXRUNTIME, 0);

  aclrtContext context = nullptr;
  uint32_t model = 0;
  const std::string file = noop_model::file();
  if (aclInit(nullptr) != ACL_SUCCESS || aclrtCreateContext(&context, 0) != ACL_SUCCESS ||
      aclmdlLoadFromMem(file.data(), file.size(), &model) != ACL_SUCCESS) {
    const char* const why = aclGetRecentErrMsg();
    std::fprintf(stderr, "%s\n", why ? why : "the runtime does not start");
    return 1;
  }

  BareRun bare(std::getenv("ASCEND_RX_ONNXRUNTIME"));
  bench::HandOver hand_over;
  std::vector<std::unique_ptr<bench::Recipe>> recipes;
  std::vector<Contestant> contestants;
  contestants.emplace_back(
      "ONNX Runtime's Run",
      [&](size_t times) {
        while (times-- > 0) bare.run();
      },
      false, 1);
  contestants.emplace_back(
      "hand-over, there and back",
      [&](size_t times) {
        while (times-- > 0) hand_over.run();
      },
      false, 50);
  for (const bool copies : {false, true}) {
    for (const aclrtCallbackBlockType block : {ACL_CALLBACK_BLOCK, ACL_CALLBACK_NO_BLOCK}) {
      for (const size_t interval : {1u, 8u, 64u}) {
        recipes.push_back(
            std::make_unique<bench::Recipe>(bench::RecipeOptions{interval, block, copies}, context, model));
        contestants.emplace_back(
            std::string(block == ACL_CALLBACK_BLOCK ? "BLOCK" : "NO_BLOCK") + ", interval " +
                std::to_string(interval) + (copies ? ", with copies" : ""),
            [recipe = recipes.back().get()](size_t times) { recipe->run(times); }, true, 1);
      }
    }
  }

  if (argc > 3) {
    const auto unwanted = [&](auto& contestant) {
      return contestant.name.find(argv[3]) == std::string::npos;
    };
    contestants.erase(std::remove_if(contestants.begin() + 1, contestants.end(), unwanted),
                      contestants.end());
  }
  for (Contestant& contestant : contestants) contestant.run(1000);  // warms up
  for (int round = 0; round < rounds; ++round) {
    for (Contestant& contestant : contestants) {
      measure(contestant, inferences);
      if (!contestant.inference) continue;
      measure(contestants.front(), inferences);
      contestant.over_run.push_back(contestant.microseconds.back() - contestants.front().microseconds.back());
    }
  }
  print(contestants);

  recipes.clear();
  aclmdlUnload(model);
  aclrtDestroyContext(context);
  return aclFinalize();
}
