// /openai/v1: what of OpenAI's interface fits a band. Fields that can't be honoured are refused by the contract.
#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <random>

#include "base/limits.hpp"
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/problem.hpp"
#include "gateway/routes/songs.hpp"
#include "storage/wall_clock.hpp"

namespace souls::gateway {
namespace {

using studio::PartKind;
using studio::PartOrder;

struct Model {
  std::string_view id;
  std::string_view capability;  ///< of the package that serves it
};
constexpr std::array<Model, 4> kModels = {
    {{"lyra", "lyrics"}, {"pixel", "visuals"}, {"vox-says", "vocals"}, {"vox-sings", "vocals"}}};

std::int64_t now_seconds() { return storage::system_wall_clock()() / 1000; }

Seed seed_of(const Json& wanted) {
  const auto given = number_field(wanted, "seed");
  return given ? static_cast<Seed>(*given) : std::random_device{}();
}

/// What becomes of the blob that was made.
using Told = std::function<Result<Response>(const std::string& id, const Digest& made)>;

Response told(const Told& tell, const studio::Commission& commission, const Result<Digest>& outcome,
              const std::string& request_id) {
  auto response = outcome ? tell(commission.id(), *outcome) : Result<Response>(fail(outcome.error()));
  return response ? std::move(*response) : problem(response.error(), request_id);
}

/// Waits for the part; it is given up when the other end goes.
Result<Response> make(const Api& api, const Request& request, const PartOrder& order, Told tell) {
  if (!api.makers.commission) return fail(ErrorCode::unavailable, "nothing is being made on this server");
  const auto begun = api.makers.commission(request.caller.user, asking(request), order);
  if (!begun) return fail(of_right_form(begun.error()));
  const std::shared_ptr<studio::Commission> commission = *begun;
  Response response;
  response.pending = std::make_shared<Pending>();
  response.pending->seconds_max = limits::kPartSecondsMax;
  response.pending->is_news = is_news_of(commission->id());
  response.pending->gone = [commission] { commission->cancel(); };
  response.pending->look = [commission, tell = std::move(tell), id = request.id](bool is_last) {
    const auto outcome = commission->outcome();
    if (outcome) return std::make_shared<Response>(told(tell, *commission, *outcome, id));
    if (!is_last) return std::shared_ptr<Response>();
    commission->cancel();
    return std::make_shared<Response>(
        problem({ErrorCode::unavailable, "this takes too long at present; try again", {}}, id));
  };
  return response;
}

// ---- words

std::string text_of(const Json& content) {
  if (content.is_string()) return content;
  std::string text;
  for (const Json& part : content) text += part.at("text").get<std::string>();
  return text;
}

/// All messages in one line: a prompt.
std::string prompt_of(const Json& messages) {
  std::string prompt;
  for (const Json& message : messages) {
    if (!prompt.empty()) prompt += ' ';
    prompt += text_of(message.at("content"));
  }
  std::ranges::replace_if(prompt, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return prompt;
}

Result<Response> complete(const Api& api, const Request& request) {
  const Json wanted = read_body(request);
  PartOrder order;
  order.kind = PartKind::words;
  order.request.prompt = prompt_of(wanted.at("messages"));
  order.request.seed = seed_of(wanted);
  return make(api, request, order, [&api](const std::string& id, const Digest& made) -> Result<Response> {
    const auto words = api.blobs.read(made, limits::kLyricsBytesMax);
    if (!words) return fail(words.error());
    const Json message = {{"role", "assistant"}, {"content", *words}, {"refusal", nullptr}};
    return answer(
        {{"id", "chatcmpl-" + id},
         {"object", "chat.completion"},
         {"created", now_seconds()},
         {"model", "lyra"},
         {"choices", {{{"index", 0}, {"message", message}, {"logprobs", nullptr}, {"finish_reason", "stop"}}}}});
  });
}

// ---- pictures

std::string base64(const std::string& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its own end
  return text;
}

Result<Response> draw(const Api& api, const Request& request) {
  const Json wanted = read_body(request);
  PartOrder order;
  order.kind = PartKind::cover;
  order.request.prompt = wanted.at("prompt");
  order.request.seed = seed_of(wanted);
  order.request.instrumental = true;  // a picture of the prompt needs no words
  return make(api, request, order, [&api](const std::string&, const Digest& made) -> Result<Response> {
    const auto picture = api.blobs.read(made, limits::kAnswerBytesMax);
    if (!picture) return fail(picture.error());
    return answer({{"created", now_seconds()}, {"data", {{{"b64_json", base64(*picture)}}}}});
  });
}

// ---- voices

Result<Response> speak(const Api& api, const Request& request) {
  const Json wanted = read_body(request);
  const bool sings = wanted.at("model") == "vox-sings";
  const auto how = text_field(wanted, "instructions");
  if (how && !sings) {
    return fail(ErrorCode::unprocessable,
                "\"/instructions\" can't be followed by vox-says; vox-sings can sing that way");
  }
  PartOrder order;
  order.kind = sings ? PartKind::singing : PartKind::saying;
  order.format = text_field(wanted, "response_format").value_or("mp3");
  order.request.prompt = how.value_or("a song");
  order.request.lyrics = wanted.at("input");
  order.request.voice = wanted.at("voice");
  order.request.seed = seed_of(wanted);
  if (order.request.lyrics->find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(ErrorCode::unprocessable, "\"/input\" has no words");
  }
  const std::string type = order.format == "mp3" ? "audio/mpeg" : "audio/" + order.format;
  return make(api, request, order, [&api, type](const std::string&, const Digest& made) -> Result<Response> {
    auto file = api.blobs.open_verified(made);
    if (!file) return fail(file.error());
    struct stat status{};
    if (::fstat(file->number(), &status) != 0) return fail(ErrorCode::unavailable, "the file can't be read at present");
    Response response;
    response.content_type = type;
    response.file = FileBody{std::move(*file), static_cast<std::uint64_t>(status.st_size)};
    return response;
  });
}

// ---- models

Json json_of(const Model& model) {
  return {{"id", model.id}, {"object", "model"}, {"created", 0}, {"owned_by", "synthetic-souls"}};
}

bool is_there(const Api& api, const Model& model) {
  return std::ranges::any_of(api.makers.packages,
                             [&](const models::Package& package) { return package.capability == model.capability; });
}

Result<Response> list(const Api& api, const Request&) {
  Json data = Json::array();
  for (const Model& model : kModels) {
    if (is_there(api, model)) data.push_back(json_of(model));
  }
  return answer({{"object", "list"}, {"data", data}});
}

Result<Response> show(const Api& api, const Request& request) {
  for (const Model& model : kModels) {
    if (model.id == request.places[0] && is_there(api, model)) return answer(json_of(model));
  }
  return fail(ErrorCode::not_found, "there is no such model");
}

}  // namespace

void add_openai(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  const auto add = [&](const char* path, auto route) {
    router.add(Method::post, path, access::kWriteSongs, with(route), Pace::waits, cost::kOrder);
  };
  add("/openai/v1/chat/completions", complete);
  add("/openai/v1/audio/speech", speak);
  add("/openai/v1/images/generations", draw);
  router.add(Method::get, "/openai/v1/models", access::kReadSongs, with(list));
  router.add(Method::get, "/openai/v1/models/{model}", access::kReadSongs, with(show));
}

}  // namespace souls::gateway
