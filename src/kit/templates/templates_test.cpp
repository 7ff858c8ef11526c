// The language of templates: values, sections, parts, messages.
#include <gtest/gtest.h>

#include "base/bug.hpp"
#include "kit/templates/template.hpp"
#include "tests/testkit/mo_file.hpp"

namespace sallyport::templates {
namespace {

using namespace std::string_literals;
using text::Language;
using text::Message;

struct TemplateLanguage : testing::Test {
  text::Catalogues catalogues{
      {{Language::dutch,
        testkit::mo_file({
            {"Search & find", "Zoeken & vinden"},
            {"Hello, **{name}**.", "**{name}**, dag."},
            {"Wrong code. {left} left.", "Verkeerde code, nog {left}."},
            {"One code left.\0{count} codes left."s, "Nog één code.\0Nog {count} codes."s},
            {"Bad {name}", "Slecht {naam}"},
            {"Worse", "Erger **nog"},
        })}}};
  Templates templates{catalogues};

  std::string rendered(std::string_view source, const Model& model, Kind kind = Kind::html,
                       Language language = Language::english) {
    templates.load("page", source, kind);
    return templates.render("page", model, language);
  }
  std::string dutch(std::string_view source, const Model& model, Kind kind = Kind::html) {
    return rendered(source, model, kind, Language::dutch);
  }
  std::string refusal(std::string_view source, Kind kind = Kind::html) {
    try {
      templates.load("page", source, kind);
    } catch (const Refused& refused) {
      return refused.what();
    }
    return "";
  }
  std::string mistake(std::string_view source, const Model& model) {
    try {
      static_cast<void>(rendered(source, model));
    } catch (const Bug& bug) {
      return bug.what();
    }
    return "";
  }
};

TEST_F(TemplateLanguage, WritesTextsAndNumbers) {
  EXPECT_EQ(rendered("{{a}} {{ b }} {{c}}", {{"a", "x"}, {"b", 12}, {"c", -3}}), "x 12 -3");
}

TEST_F(TemplateLanguage, WritesSectionsOnceForWhatIsThere) {
  const std::string_view source = "{{#x}}yes{{/x}}{{^x}}no{{/x}}";
  EXPECT_EQ(rendered(source, {{"x", true}}), "yes");
  EXPECT_EQ(rendered(source, {{"x", false}}), "no");
  EXPECT_EQ(rendered(source, {{"x", "a"}}), "yes");
  EXPECT_EQ(rendered(source, {{"x", ""}}), "no");
  EXPECT_EQ(rendered(source, {{"x", 1}}), "yes");
  EXPECT_EQ(rendered(source, {{"x", 0}}), "no");
  EXPECT_EQ(rendered(source, {{"x", std::vector<Model>{}}}), "no");
  EXPECT_EQ(rendered(source, {{"x", std::vector<Model>{{}, {}}}}), "yesyes");
  EXPECT_EQ(rendered(source, {{"x", Message{"Search & find"}}}), "yes");
}

TEST_F(TemplateLanguage, LetsInnerModelsSeeTheNamesOfTheOuter) {
  const Model model{
      {"items", std::vector<Model>{{{"name", "a"}}, {{"name", "b"}, {"outer", "own"}}}},
      {"outer", "o"},
      {"name", "n"}};
  EXPECT_EQ(rendered("{{#items}}{{name}}{{outer}};{{/items}}{{name}}", model), "ao;bown;n");
}

TEST_F(TemplateLanguage, RefusesNamesThatTheModelDoesNotGive) {
  EXPECT_EQ(mistake("\n\n{{gone}}", {}), "page:3: {{gone}} is not given by the model");
  EXPECT_EQ(mistake("{{#gone}}{{/gone}}", {}), "page:1: {{gone}} is not given by the model");
  EXPECT_EQ(mistake("{{^gone}}{{/gone}}", {}), "page:1: {{gone}} is not given by the model");
  EXPECT_EQ(mistake("\n{{_ \"Hello, **{name}**.\"}}", {}),
            "page:2: {{name}} is not given by the model");
  EXPECT_EQ(mistake("{{_n count \"One code left.\" \"{count} codes left.\"}}", {}),
            "page:1: {{count}} is not given by the model");
  EXPECT_EQ(mistake("{{#items}}{{name}}{{/items}}{{name}}",
                    {{"items", std::vector<Model>{{{"name", "a"}}}}}),
            "page:1: {{name}} is not given by the model");
  EXPECT_THROW(static_cast<void>(templates.render("nowhere", {}, Language::english)), Bug);
}

TEST_F(TemplateLanguage, NamesThePartThatHoldsTheMistake) {
  templates.load("templates/inner.html", "\n{{gone}}", Kind::html);
  EXPECT_EQ(mistake("{{>inner}}", {}),
            "templates/inner.html:2: {{gone}} is not given by the model");
}

TEST_F(TemplateLanguage, RefusesValuesOfTheWrongKind) {
  EXPECT_EQ(mistake("{{x}}", {{"x", true}}), "page:1: {{x}} is a yes or no and cannot be written");
  EXPECT_EQ(mistake("{{x}}", {{"x", std::vector<Model>{}}}),
            "page:1: {{x}} is a list and cannot be written");
  EXPECT_EQ(mistake("<a href=\"{{x}}\">", {{"x", Message{"Search & find"}}}),
            "page:1: {{x}} is a message and cannot be an address");
  EXPECT_EQ(mistake("{{_n x \"One.\" \"{x} of them.\"}}", {{"x", "2"}}),
            "page:1: {{x}} must be a number to count with");
  EXPECT_THROW((Model{{"a", "1"}}.add(Model{{"a", "2"}})), Bug);
}

TEST_F(TemplateLanguage, TranslatesMessages) {
  const Model model{{"name", "<Eva>"}};
  EXPECT_EQ(rendered("{{_ \"Hello, **{name}**.\"}}", model),
            "Hello, <strong>&lt;Eva&gt;</strong>.");
  EXPECT_EQ(dutch("{{_ \"Hello, **{name}**.\"}}", model), "<strong>&lt;Eva&gt;</strong>, dag.");
  EXPECT_EQ(dutch("<i title=\"{{_ \"Hello, **{name}**.\"}}\">", model),
            "<i title=\"&lt;Eva&gt;, dag.\">");
  EXPECT_EQ(dutch("<title>{{_ \"Hello, **{name}**.\"}}</title>", model),
            "<title>&lt;Eva&gt;, dag.</title>");
  EXPECT_EQ(dutch("{{_ \"Hello, **{name}**.\"}}", model, Kind::text), "<Eva>, dag.");
  EXPECT_EQ(dutch("{{_ \"Search & find\"}}", {}), "Zoeken &amp; vinden");
  EXPECT_EQ(dutch("{{_ \"Search\n     & find\"}}", {}), "Zoeken &amp; vinden");
  EXPECT_EQ(rendered("{{_ \"Say \\\"{name}\\\" \\ now\"}}", model, Kind::text),
            "Say \"<Eva>\" \\ now");
}

TEST_F(TemplateLanguage, CountsInBothLanguages) {
  const std::string_view source = "{{_n count \"One code left.\" \"{count} codes left.\"}}";
  EXPECT_EQ(rendered(source, {{"count", 1}}), "One code left.");
  EXPECT_EQ(rendered(source, {{"count", 0}}), "0 codes left.");
  EXPECT_EQ(dutch(source, {{"count", 1}}), "Nog één code.");
  EXPECT_EQ(dutch(source, {{"count", 12}}), "Nog 12 codes.");
}

TEST_F(TemplateLanguage, TranslatesMessagesThatCodeHandsOn) {
  const Model model{{"problem", Message{"Wrong code. {left} left."}.with("left", 2)},
                    {"hello", Message{"Hello, **{name}**."}.with("name", "<Eva>")},
                    {"codes", Message{"One code left.", "{count} codes left.", 5}}};
  EXPECT_EQ(rendered("{{problem}}", model), "Wrong code. 2 left.");
  EXPECT_EQ(dutch("{{problem}}", model), "Verkeerde code, nog 2.");
  EXPECT_EQ(dutch("{{hello}}", model), "<strong>&lt;Eva&gt;</strong>, dag.");
  EXPECT_EQ(dutch("<i title=\"{{hello}}\">", model), "<i title=\"&lt;Eva&gt;, dag.\">");
  EXPECT_EQ(dutch("{{hello}} {{codes}}", model, Kind::text), "<Eva>, dag. Nog 5 codes.");
  EXPECT_EQ(dutch("{{_ \"Hello, **{name}**.\"}}", {{"name", Message{"Search & find"}}}),
            "<strong>Zoeken &amp; vinden</strong>, dag.");
}

TEST_F(TemplateLanguage, RefusesTranslationsThatDoNotFit) {
  EXPECT_EQ(refusal("\n{{_ \"Bad {name}\"}}"),
            "page:2: the translation (nl) of \"Bad {name}\" has other {names} than the English: "
            "\"Slecht {naam}\"");
  EXPECT_EQ(
      refusal("{{_ \"Worse\"}}"),
      "page:1: its translation (nl) \"Erger **nog\" has a ** without its second: write **bold**");
}

TEST_F(TemplateLanguage, RefusesWhatItCannotRead) {
  for (const std::string_view wrong : {"{{",
                                       "{{}}",
                                       "{{ }}",
                                       "{{{x}}}",
                                       "{{&x}}",
                                       "{{!x}}",
                                       "{{X}}",
                                       "{{x y}}",
                                       "{{x.y}}",
                                       "{{x",
                                       "{{x}",
                                       "{{#x}}",
                                       "{{#x}}{{/y}}",
                                       "{{/x}}",
                                       "{{#x}}{{^y}}{{/x}}{{/y}}",
                                       "{{=<% %>=}}",
                                       "{{>}}",
                                       "{{>no/such/part}}",
                                       "{{>../x}}",
                                       "{{_}}",
                                       "{{_ }}",
                                       "{{_ \"\"}}",
                                       "{{_ \"a}}",
                                       "{{_ \"a\" \"b\"}}",
                                       "{{_ \"{\"}}",
                                       "{{_ \"{Name}\"}}",
                                       "{{_ \"**a\"}}",
                                       "{{_n \"a\" \"b\"}}",
                                       "{{_n x \"a\"}}",
                                       "{{_nx \"a\" \"b\"",
                                       "{{_x \"a\"}}"}) {
    for (const Kind kind : {Kind::html, Kind::text}) EXPECT_NE(refusal(wrong, kind), "") << wrong;
  }
}

TEST_F(TemplateLanguage, RefusesSectionsAndPartsThatStandTooDeep) {
  std::string deep;
  for (int i = 0; i < 17; ++i) deep += "{{#x}}";
  for (int i = 0; i < 17; ++i) deep += "{{/x}}";
  EXPECT_EQ(refusal(deep), "page:1: sections stand too deep in one another");

  templates.load("templates/p0.html", "end", Kind::html);
  for (int i = 1; i <= 7; ++i) {
    templates.load("templates/p" + std::to_string(i) + ".html",
                   "{{>p" + std::to_string(i - 1) + "}}", Kind::html);
  }
  EXPECT_EQ(rendered("{{>p7}}", {}), "end");
  EXPECT_THROW(templates.load("templates/p0.html", "{{>p7}}", Kind::html), Refused);
  EXPECT_THROW(templates.load("templates/p9.html", "{{>p9}}", Kind::html), Refused);
  EXPECT_THROW(templates.load("over", "{{>none}}", Kind::html), Refused);
  templates.load("templates/p8.html", "{{>p7}}", Kind::html);
  EXPECT_NE(refusal("{{>p8}}"), "");
  // What was refused changed nothing.
  EXPECT_EQ(templates.render("page", {}, Language::english), "end");
}

TEST_F(TemplateLanguage, LeavesNoBlankLinesForSectionsAndParts) {
  templates.load("templates/part.txt", "part\n", Kind::text);
  EXPECT_EQ(rendered("a\n{{#x}}\n  b\n  {{#y}}  \n  c\n  {{/y}}\n{{/x}}\n{{>part}}\nd "
                     "{{#x}}e{{/x}}\n{{^x}}{{/x}}\n",
                     {{"x", true}, {"y", true}}, Kind::text),
            "a\n  b\n  c\npart\nd e\n");
  EXPECT_EQ(rendered("<p>\n{{#x}}\n<b>{{x}}</b>\n{{/x}}\n</p>", {{"x", "1"}}),
            "<p>\n<b>1</b>\n</p>");
}

TEST_F(TemplateLanguage, WritesLettersAsTheyAre) {
  EXPECT_EQ(rendered("<{{x}}> onclick={{x}}", {{"x", "a&b"}}, Kind::text), "<a&b> onclick=a&b");
}

TEST_F(TemplateLanguage, ListsTheNamesATemplateUses) {
  templates.load("templates/part.html", "{{inner}}", Kind::html);
  templates.load(
      "page",
      "{{#a}}{{a}}{{/a}}{{#list}}{{b}}{{/list}}{{>part}}{{_ \"{c}\"}}{{_n n \"{d}\" \"{n}{d}\"}}",
      Kind::html);
  EXPECT_EQ(templates.uses("page"), (std::map<std::string, Use>{{"a", Use::value},
                                                                {"b", Use::value},
                                                                {"c", Use::value},
                                                                {"d", Use::value},
                                                                {"inner", Use::value},
                                                                {"list", Use::section},
                                                                {"n", Use::number}}));
}

}  // namespace
}  // namespace sallyport::templates
