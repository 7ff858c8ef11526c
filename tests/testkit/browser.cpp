#include "tests/testkit/browser.hpp"

#include <fmt/format.h>
#include <gumbo.h>

#include <algorithm>
#include <memory>

#include "base/encoding.hpp"

namespace sallyport::testkit {
namespace {

std::string attribute_of(const GumboNode* node, const char* name) {
  const GumboAttribute* attribute = gumbo_get_attribute(&node->v.element.attributes, name);
  return attribute != nullptr ? attribute->value : "";
}

bool has_attribute(const GumboNode* node, const char* name) {
  return gumbo_get_attribute(&node->v.element.attributes, name) != nullptr;
}

bool is_element(const GumboNode* node, GumboTag tag) {
  return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag;
}

template <class Visit>
void walk(const GumboNode* node, const Visit& visit) {
  if (!visit(node)) return;
  if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) return;
  const GumboVector& children = node->v.element.children;
  for (unsigned i = 0; i < children.length; ++i) {
    walk(static_cast<const GumboNode*>(children.data[i]), visit);
  }
}

std::string folded(const std::string& text) {
  std::string words;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) {
      words += c;
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
  }
  if (words.ends_with(' ')) words.pop_back();
  return words;
}

std::string readable_text(const GumboNode* root) {
  std::string text;
  walk(root, [&](const GumboNode* node) {
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE)
      text += node->v.text.text;
    if (node->type != GUMBO_NODE_ELEMENT) return true;
    if (is_element(node, GUMBO_TAG_SCRIPT) || is_element(node, GUMBO_TAG_STYLE) ||
        is_element(node, GUMBO_TAG_TITLE) || has_attribute(node, "hidden")) {
      return false;
    }
    text += ' ';
    return true;
  });
  return folded(text);
}

PageForm read_form(const GumboNode* root, const std::string& own_path) {
  PageForm form{.action = attribute_of(root, "action"), .method = attribute_of(root, "method")};
  if (form.action.empty()) form.action = own_path;
  if (form.method.empty()) form.method = "get";
  walk(root, [&](const GumboNode* node) {
    if (is_element(node, GUMBO_TAG_INPUT)) {
      const std::string type = attribute_of(node, "type");
      const bool choice = type == "radio" || type == "checkbox";
      const std::string name = attribute_of(node, "name");
      if (!name.empty() && (!choice || has_attribute(node, "checked"))) {
        form.fields[name] = attribute_of(node, "value");
      }
    }
    if (is_element(node, GUMBO_TAG_BUTTON) && attribute_of(node, "type") != "button") {
      form.buttons.push_back(readable_text(node));
      form.named_buttons.emplace_back(attribute_of(node, "name"), attribute_of(node, "value"));
    }
    return true;
  });
  return form;
}

struct DestroyOutput {
  void operator()(GumboOutput* output) const {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
};

}  // namespace

std::string urlencoded(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    body += percent_encode(name) + "=" + percent_encode(value);
  }
  return body;
}

Browser::Browser(Service& service, std::string language)
    : headers{{"host", "portal.example"},
              {"user-agent",
               "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"},
              {"accept-language", std::move(language)}},
      service_(service) {}

const http::Response& Browser::send(http::Method method, const std::string& path_and_query,
                                    const std::string& body) {
  http::Request request;
  request.method = method;
  const auto question = path_and_query.find('?');
  request.path = path_and_query.substr(0, question);
  if (question != std::string::npos) request.query = path_and_query.substr(question + 1);
  for (const auto& [name, value] : headers) request.headers.emplace_back(name, value);
  std::string cookie;
  for (const auto& [name, value] : cookies) {
    cookie += fmt::format("{}{}={}", cookie.empty() ? "" : "; ", name, value);
  }
  if (!cookie.empty()) request.headers.emplace_back("cookie", cookie);
  if (method == http::Method::post) {
    if (!headers.contains("origin"))
      request.headers.emplace_back("origin", "https://portal.example");
    if (!headers.contains("sec-fetch-site"))
      request.headers.emplace_back("sec-fetch-site", "same-origin");
    if (!headers.contains("content-type")) {
      request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    }
    request.body = body;
  }
  request.sender = *Address::parse(sender);
  request.id = "0123456789abcdef";
  path_ = request.path;
  query_ = request.query;
  response_ = service_.answer(std::move(request));

  for (const auto& [name, value] : response_.headers) {
    if (name != "Set-Cookie") continue;
    const auto equals = value.find('=');
    const auto semicolon = value.find(';');
    const std::string cookie_name = value.substr(0, equals);
    if (value.find("Max-Age=0") != std::string::npos) {
      cookies.erase(cookie_name);
    } else {
      cookies[cookie_name] = value.substr(equals + 1, semicolon - equals - 1);
    }
  }
  read_page();
  return response_;
}

void Browser::follow() {
  for (int redirects = 0; follows && response_.status == 303; ++redirects) {
    check(redirects < 10, "redirects lead somewhere");
    const std::string location = header("Location");
    check(location.starts_with("/"), "we redirect within our own pages only");
    send(http::Method::get, location);
  }
}

void Browser::open(const std::string& path) {
  send(http::Method::get, path);
  follow();
}

void Browser::submit(const Fields& typed) {
  const auto form = std::find_if(forms_.begin(), forms_.end(), [&](const PageForm& candidate) {
    return std::all_of(typed.begin(), typed.end(),
                       [&](const auto& field) { return candidate.fields.contains(field.first); });
  });
  if (form == forms_.end()) {
    throw Bug(fmt::format("no form on {} has the fields {}: {}", path_, urlencoded(typed), text_)
                  .c_str());
  }
  Fields fields = form->fields;
  for (const auto& [name, value] : typed) fields[name] = value;
  if (form->method == "get") {
    open(form->action + "?" + urlencoded(fields));
    return;
  }
  const std::string action = form->action;
  send(http::Method::post, action, urlencoded(fields));
  follow();
}

void Browser::press(std::string_view words, const Fields& typed) {
  for (const PageForm& form : forms_) {
    for (std::size_t i = 0; i < form.buttons.size(); ++i) {
      if (form.buttons[i] != words) continue;
      Fields fields = form.fields;
      for (const auto& [name, value] : typed) fields[name] = value;
      if (!form.named_buttons[i].first.empty())
        fields[form.named_buttons[i].first] = form.named_buttons[i].second;
      const std::string action = form.action;
      if (form.method == "get") {
        open(action + "?" + urlencoded(fields));
      } else {
        send(http::Method::post, action, urlencoded(fields));
        follow();
      }
      return;
    }
  }
  throw Bug(fmt::format("no button on {} says \"{}\": {}", path_, words, text_).c_str());
}

void Browser::click(std::string_view words) {
  const auto link = std::find_if(links_.begin(), links_.end(), [&](const Link& candidate) {
    return candidate.words == words || candidate.words.starts_with(std::string{words} + " ");
  });
  if (link == links_.end()) {
    throw Bug(fmt::format("no link on {} says \"{}\": {}", path_, words, text_).c_str());
  }
  open(std::string{link->href});
}

std::vector<std::string> Browser::link_words() const {
  std::vector<std::string> words;
  for (const Link& link : links_) words.push_back(link.words);
  return words;
}

std::string Browser::header(std::string_view name) const {
  for (const auto& [given, value] : response_.headers) {
    if (given == name) return value;
  }
  return "";
}

std::string Browser::attribute(std::string_view element_id, std::string_view name) const {
  const auto element = attributes_.find(std::string{element_id});
  if (element == attributes_.end()) return "";
  const auto attribute = element->second.find(std::string{name});
  return attribute == element->second.end() ? "" : attribute->second;
}

std::string Browser::text_of(std::string_view element_id) const {
  const auto element = texts_.find(std::string{element_id});
  return element == texts_.end() ? "" : element->second;
}

void Browser::read_page() {
  text_.clear();
  heading_.clear();
  forms_.clear();
  links_.clear();
  attributes_.clear();
  texts_.clear();
  if (!header("Content-Type").starts_with("text/html")) {
    text_ = response_.body;
    return;
  }
  const std::unique_ptr<GumboOutput, DestroyOutput> page{gumbo_parse_with_options(
      &kGumboDefaultOptions, response_.body.data(), response_.body.size())};
  text_ = readable_text(page->root);
  walk(page->root, [&](const GumboNode* node) {
    if (node->type != GUMBO_NODE_ELEMENT) return true;
    if (is_element(node, GUMBO_TAG_FORM)) forms_.push_back(read_form(node, path_));
    if (is_element(node, GUMBO_TAG_A))
      links_.push_back({readable_text(node), attribute_of(node, "href")});
    if (is_element(node, GUMBO_TAG_H1)) heading_ = readable_text(node);
    const std::string id = attribute_of(node, "id");
    if (!id.empty()) {
      texts_[id] = readable_text(node);
      const GumboVector& all = node->v.element.attributes;
      for (unsigned i = 0; i < all.length; ++i) {
        const auto* attribute = static_cast<const GumboAttribute*>(all.data[i]);
        attributes_[id][attribute->name] = attribute->value;
      }
    }
    return true;
  });
}

void sign_in(Browser& browser, const std::string& email, const std::string& password) {
  browser.open("/signin");
  browser.submit({{"email", email}, {"password", password}});
}

void sign_in(Browser& browser, const std::string& email, const std::string& password,
             const Authenticator& authenticator) {
  sign_in(browser, email, password);
  browser.submit({{"code", authenticator.code_now()}});
}

}  // namespace sallyport::testkit
