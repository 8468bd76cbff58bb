#include "tasks/step.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace souls::tasks {
namespace {

struct Case {
  Step step;
  std::vector<NamedDigest> inputs;
  std::string compute_class = "x86-64-v3 glibc-2.36";

  Digest key() const { return step_key(step, inputs, compute_class); }
};

Case example() {
  Case example;
  example.step.id = "melody/Chorus 1";
  example.step.capability = "melody";
  example.step.contract_version = 2;
  example.step.package = "rhythm";
  example.step.package_version = "1.0.0";
  example.step.package_digest = sha256("package");
  example.step.implementation_digest = sha256("code");
  example.step.parameters = R"({"section":"Chorus 1"})";
  example.step.seed = 7;
  example.step.phrase = "writing a melody";
  example.inputs = {{"harmony", sha256("chords")}, {"lyrics", sha256("words")}};
  return example;
}

TEST(StepKey, IsTheSameForeverAndEverywhere) {
  EXPECT_EQ(example().key().hex, "e1543517b4580c86b8a044a9cc006b34ca2d3b29ac83617883667c9d3eb2ba4f");
}

TEST(StepKey, ChangesWithEachThingThatCounts) {
  const std::vector<std::function<void(Case&)>> changes = {
      [](Case& c) { c.step.capability = "harmony"; },
      [](Case& c) { c.step.contract_version = 3; },
      [](Case& c) { c.step.package_digest = sha256("other package"); },
      [](Case& c) { c.step.implementation_digest = sha256("other code"); },
      [](Case& c) { c.compute_class = "aarch64"; },
      [](Case& c) { c.step.parameters += " "; },
      [](Case& c) { c.step.seed = 8; },
      [](Case& c) { c.inputs[0].name = "chords"; },
      [](Case& c) { c.inputs[0].digest = sha256("other chords"); },
      [](Case& c) { std::swap(c.inputs[0].digest, c.inputs[1].digest); },
      [](Case& c) { c.inputs.pop_back(); },
      [](Case& c) {
        c.inputs.push_back({"more", sha256("more")});
      },
      [](Case& c) { c.step.capability = "melody2", c.step.contract_version = 0; },
  };
  std::set<Digest> keys = {example().key()};
  for (const auto& change : changes) {
    Case changed = example();
    change(changed);
    EXPECT_TRUE(keys.insert(changed.key()).second) << "change " << keys.size() << " changes nothing";
  }
}

TEST(StepKey, StaysWithWhatDoesNotCount) {
  Case same = example();
  same.step.id = "another id";
  same.step.phrase = "another phrase";
  same.step.package = "renamed";
  same.step.package_version = "2.0.0";
  same.step.cost_seconds = 99;
  same.step.inputs.push_back({"x", "y", "z", {}});
  std::swap(same.inputs[0], same.inputs[1]);
  EXPECT_EQ(same.key(), example().key());
}

TEST(StepKey, KeepsFieldsApart) {
  Case left = example(), right = example();
  left.inputs = {{"ab", {"c"}}};
  right.inputs = {{"a", {"bc"}}};
  EXPECT_NE(left.key(), right.key());
}

}  // namespace
}  // namespace souls::tasks
