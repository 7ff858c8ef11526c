// No value changes the tree of a page, as another parser of HTML sees it.
#include <gtest/gtest.h>
#include <gumbo.h>
#include <rapidcheck/gtest.h>

#include "kit/templates/template.hpp"

namespace sallyport::templates {
namespace {

using text::Language;

struct PageShape : testing::Test {
  text::Catalogues catalogues{std::map<Language, std::string>{}};
  Templates templates{catalogues};

  std::string refusal(std::string_view source) {
    try {
      templates.load("page.html", source, Kind::html);
    } catch (const Refused& refused) {
      return refused.what();
    }
    return "";
  }
};

/// A page's elements, the names of their attributes, and which children are text: nothing of its
/// values.
void write_shape(const GumboNode& node, std::string& shape) {
  if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE) {
    shape += '.';
    return;
  }
  const bool document = node.type == GUMBO_NODE_DOCUMENT;
  if (!document && node.type != GUMBO_NODE_ELEMENT && node.type != GUMBO_NODE_TEMPLATE) {
    shape += '!';
    return;
  }
  const GumboVector& children = document ? node.v.document.children : node.v.element.children;
  if (!document) {
    shape += '<' + std::to_string(node.v.element.tag);
    for (unsigned i = 0; i < node.v.element.attributes.length; ++i) {
      shape += ' ';
      shape += static_cast<const GumboAttribute*>(node.v.element.attributes.data[i])->name;
    }
    shape += '>';
  }
  for (unsigned i = 0; i < children.length; ++i) {
    write_shape(*static_cast<const GumboNode*>(children.data[i]), shape);
  }
  shape += '/';
}

std::string shape_of(const std::string& page) {
  GumboOutput* parsed = gumbo_parse_with_options(&kGumboDefaultOptions, page.data(), page.size());
  std::string shape;
  write_shape(*parsed->document, shape);
  gumbo_destroy_output(&kGumboDefaultOptions, parsed);
  return shape;
}

Model filled(const std::map<std::string, Use>& uses, const std::string& value) {
  Model model;
  for (const auto& [name, use] : uses) {
    switch (use) {
      case Use::value:
        model.set(name, value);
        break;
      case Use::number:
        model.set(name, std::int64_t{2});
        break;
      case Use::section:
        model.set(name, true);
        break;
    }
  }
  return model;
}

TEST_F(PageShape, KeepsItsShapeWhateverTheValuesAre) {
  templates.load("all.html",
                 "<!doctype html><html><head><title>{{a}}</title></head><body class=\"{{b}}\">"
                 "<a href=\"{{c}}\">{{_ \"Go to {d}, **{e}**\"}}</a><a href=\"/x/{{f}}?{{g}}\"></a>"
                 "<textarea>{{h}}</textarea><svg><title>{{i}}</title><path d=\"{{j}}\"/></svg>"
                 "<select><option{{#k}} selected{{/k}} value=\"{{l}}\">{{m}}</option></select>"
                 "<table><tr><td>{{n}}</td></tr></table><input placeholder=\"{{_ \"Find {o}\"}}\">"
                 "{{#p}}<p>{{p}}</p>{{/p}}{{_n q \"{r} one\" \"{r} {q}\"}}</body></html>",
                 Kind::html);
  for (const std::string& name : templates.names()) {
    if (!name.ends_with(".html")) continue;
    const auto uses = templates.uses(name);
    for (const Language language : text::all_languages) {
      const std::string benign = shape_of(templates.render(name, filled(uses, "x"), language));
      for (const char* hostile :
           {"<>\"'&", "</title></textarea></script>--><script>x</script>", "\"> <b x='",
            "&lt;b&gt;", "javascript:x", "]]><p>", "`=x onload=x ", "{{x}}"}) {
        EXPECT_EQ(shape_of(templates.render(name, filled(uses, hostile), language)), benign)
            << name << " " << hostile;
      }
    }
  }
}

// Whatever a template holds: once it was accepted, no value changes the tree of the page.
RC_GTEST_FIXTURE_PROP(PageShape, KeepsTheShapeOfAnyTemplateThatIsAccepted, ()) {
  static const std::vector<std::string> whole{
      "<p>{{x}}</p>",
      "<p class=\"a{{x}}\">",
      "<a href=\"/b/{{x}}?c={{x}}\">d</a>",
      "<a href=\"{{x}}\" hidden>e</a>",
      "{{#y}}<b>f</b>{{/y}}",
      "<input{{#y}} required{{/y}} value=\"{{x}}\">",
      "<title>{{x}}</title>",
      "<textarea>{{x}}</textarea>",
      "<svg><path d=\"{{x}}\"/></svg>",
      "<!-- g -->",
      "<style>h {}</style>",
      "<script src=\"/i.js\"></script>",
      "<p title=\"{{_ \"j {x} **k**\"}}\">{{_ \"j {x} **k**\"}}</p>"};
  static const std::vector<std::string> loose{"<",
                                              ">",
                                              "/",
                                              "\"",
                                              "'",
                                              "=",
                                              " ",
                                              "\n",
                                              "!",
                                              "--",
                                              "&",
                                              "&#",
                                              ";",
                                              "{{x}}",
                                              "{{#y}}",
                                              "{{/y}}",
                                              "{{^y}}{{/y}}",
                                              "{{",
                                              "}}",
                                              "<p",
                                              "</",
                                              " href=\"",
                                              " on",
                                              " style=\"",
                                              "<script>",
                                              "</script>",
                                              "<title>",
                                              "</title>",
                                              "<svg>",
                                              "<select>",
                                              "<table>",
                                              "<!--",
                                              "-->",
                                              "javascript:",
                                              "//",
                                              "https:",
                                              "a"};
  for (int round = 0; round < 20; ++round) {
    std::string source;
    for (const std::string& one :
         *rc::gen::container<std::vector<std::string>>(3, rc::gen::elementOf(whole)))
      source += one;
    for (int changes = *rc::gen::inRange(1, 3); changes > 0; --changes) {
      const auto at = *rc::gen::inRange<std::size_t>(0, source.size() + 1);
      const auto removed = *rc::gen::inRange<std::size_t>(0, 4);
      source.replace(at, removed, *rc::gen::elementOf(loose));
    }
    if (!refusal(source).empty()) continue;
    const auto uses = templates.uses("page.html");
    const auto shape = [&](const std::string& value) {
      return shape_of(templates.render("page.html", filled(uses, value), Language::english));
    };
    const std::string benign = shape("x");
    for (const char* hostile :
         {"<>\"'&", "javascript:x\"onload=x ", "--><script>", "</title></textarea></style>"}) {
      if (shape(hostile) != benign) RC_FAIL(source);
    }
  }
}

RC_GTEST_FIXTURE_PROP(PageShape, NeverCrashesOnAnyBytes, (const std::string& source)) {
  RC_CLASSIFY(refusal(source).empty());
  RC_ASSERT(!refusal("{{" + source + "\n<").empty());
}

}  // namespace
}  // namespace sallyport::templates
