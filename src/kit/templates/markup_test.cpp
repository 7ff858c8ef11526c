// Which places a value may stand in, and what a hostile value becomes there.
#include <gtest/gtest.h>

#include "kit/templates/template.hpp"

namespace sallyport::templates {
namespace {

using text::Language;

struct Markup : testing::Test {
  text::Catalogues catalogues{std::map<Language, std::string>{}};
  Templates templates{catalogues};

  std::string rendered(std::string_view source, const Model& model) {
    templates.load("page.html", source, Kind::html);
    return templates.render("page.html", model, Language::english);
  }
  std::string refusal(std::string_view source) {
    try {
      templates.load("page.html", source, Kind::html);
    } catch (const Refused& refused) {
      return refused.what();
    }
    return "";
  }
};

TEST_F(Markup, RefusesEveryPlaceThatCannotBeEscaped) {
  for (const std::string_view unsafe : {
           // scripts
           "<script>let x = '{{x}}';</script>",
           "<SCRIPT>{{x}}</SCRIPT>",
           "<script type=\"application/json\">{\"a\": \"{{x}}\"}</script>",
           "<script>static()</script>",
           "<script>{{#x}}{{/x}}</script>",
           "<svg><script>{{x}}</script></svg>",
           // event handlers
           "<p onclick=\"{{x}}\">",
           "<p ONCLICK=\"{{x}}\">",
           "<body onload=\"go()\">",
           "<p onclick>",
           "<p a=\"b\" onclick\n=\n\"{{x}}\">",
           // without quotes
           "<p class={{x}}>",
           "<p class= {{x}}>",
           "<p class=a{{x}}>",
           "<p class=a>",
           "<a href=/{{x}}>",
           // in single quotes
           "<p class='{{x}}'>",
           // names
           "<{{x}}>",
           "<h{{x}}>",
           "</{{x}}>",
           "</h{{x}}>",
           "<p {{x}}>",
           "<p {{x}}=\"y\">",
           "<p data-{{x}}=\"y\">",
           "<p class=\"a\"{{x}}>",
           "<p class {{x}}>",
           "<br {{x}}/>",
           // style rules
           "<style>p { color: {{x}} }</style>",
           "<p style=\"color: {{x}}\">",
           "<p STYLE=\"{{x}}\">",
           "<svg><style>{{x}}</style></svg>",
           // comments and declarations
           "<!-- {{x}} -->",
           "<!-- {{#x}}a{{/x}} -->",
           "<!doctype {{x}}>",
           "<!--><script>-->{{x}}",
           "<!---><script>-->{{x}}",
           "<!-- a --!><script>-->{{x}}",
           "<![CDATA[{{x}}]]>",
           "<?xml {{x}}?>",
           "< b>{{x}}",
           "a < {{x}}",
           // lists of addresses, documents in attributes, commands
           "<img srcset=\"{{x}} 2x\">",
           "<link imagesrcset=\"{{x}}\">",
           "<a ping=\"{{x}}\">",
           "<p srcdoc=\"{{x}}\">",
           "<meta http-equiv=\"{{x}}\">",
           "<meta content=\"0;url={{x}}\" http-equiv=\"refresh\">",
           // elements that change how the rest is read
           "<iframe src=\"{{x}}\"></iframe>",
           "<object data=\"{{x}}\"></object>",
           "<embed src=\"{{x}}\">",
           "<base href=\"{{x}}\">",
           "<xmp>{{x}}</xmp>",
           "<plaintext>{{x}}",
           "<noembed>{{x}}</noembed>",
           "<svg><set attributeName=\"href\" to=\"{{x}}\"/></svg>",
           "<svg><animate values=\"{{x}}\"/></svg>",
           "<svg><foreignObject>{{x}}</foreignObject></svg>",
           "<math>{{x}}</math>",
           "<title><b>{{x}}</b></title>",
           "<textarea></textareas>{{x}}</textarea>",
           // addresses that are not settled before the value
           "<a href=\"javascript:{{x}}\">",
           "<a href=\" javascript:{{x}}\">",
           "<a href=\"JavaScript:go('{{x}}')\">",
           "<a href=\"java&#115;cript:{{x}}\">",
           "<a href=\"&#47;/{{x}}\">",
           "<a href=\"data:text/html,{{x}}\">",
           "<a href=\"vbscript:{{x}}\">",
           "<a href=\"//{{x}}\">",
           "<a href=\"/\\{{x}}\">",
           "<a href=\"/&#92;{{x}}\">",
           "<a href=\"/\t/{{x}}\">",
           "<a href=\"https://{{x}}/\">",
           "<a href=\"https://portal.example{{x}}\">",
           "<a href=\"https://portal.example@{{x}}/\">",
           "<a href=\"https:{{x}}\">",
           "<a href=\"http{{x}}\">",
           "<a href=\"{{x}}{{y}}\">",
           "<a href=\"relative/{{x}}\">",
           "<button formaction=\"x:{{x}}\">",
           "<svg><a xlink:href=\"javascript:{{x}}\"></a></svg>",
           "<a href=\"{{_ \"Search\"}}\">",
           // parts
           "<p class=\"{{>frame}}\">",
           "<title>{{>frame}}</title>",
       }) {
    EXPECT_NE(refusal(unsafe), "") << unsafe;
  }
}

TEST_F(Markup, RefusesSectionsThatChangeTheMarkup) {
  for (const std::string_view uneven : {
           "{{#x}}<p {{/x}}>",
           "<p{{#x}}>{{/x}}",
           "<p class=\"{{#x}}\"{{/x}}>",
           "<p {{#x}}class=\"{{/x}}\">",
           "<p class{{#x}}=\"a\"{{/x}}>",
           "<p {{#x}}onclick{{/x}}=\"{{y}}\">",
           "<p {{#x}}on{{/x}}click=\"{{y}}\">",
           "<p on{{#x}}click=\"{{y}}\"{{/x}}>",
           "<p onclick {{#x}}{{/x}} = \"{{y}}\">",
           "<p {{#x}}a{{/x}}b=\"c\">",
           "<p{{#x}}re{{/x}}>",
           "<{{#x}}p{{/x}}>",
           "</p{{#x}} {{/x}}>",
           "<br {{#x}}/{{/x}}>",
           "<p class={{#x}}\"a\"{{/x}}>",
           "{{#x}}<title>{{/x}}</title>",
           "{{#x}}<!-- {{/x}}-->",
           "<a href=\"{{#x}}/a{{/x}}{{y}}\">",
           "<a href=\"{{#x}}{{x}}{{/x}}/b\">",
           "<a href=\"/{{#x}}a{{/x}}/{{y}}\">",
           "<textarea>{{#x}}</textarea>{{/x}}",
           "<p class='{{#x}}a{{/x}}'>",
       }) {
    EXPECT_NE(refusal(uneven), "") << uneven;
  }
}

TEST_F(Markup, SaysWhereAndWhatToWriteInstead) {
  EXPECT_EQ(refusal("<p>\n<b onclick=\"{{x}}\">"),
            "page.html:2: the event handler onclick: give the element an id or data-… attribute, "
            "and listen "
            "in a script of web/");
  EXPECT_EQ(
      refusal("\n\n<p class={{x}}>"),
      "page.html:3: a value in an attribute without quotes: it may stand in text or in name=\"…\"");
  EXPECT_EQ(refusal("<p>{{x}"), "page.html:1: }} is missing behind what {{ began");
}

TEST_F(Markup, AllowsWhatPagesNeed) {
  const Model model{{"x", "v"}, {"nonce", "n"}, {"yes", true}, {"no", false}};
  struct Row {
    std::string_view source;
    std::string_view written;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"<!doctype html>\n<!-- plain words -->{{x}}", "<!doctype html>\n<!-- plain words -->v"},
           {"<script src=\"/a.js\" nonce=\"{{nonce}}\" defer></script>{{x}}",
            "<script src=\"/a.js\" nonce=\"n\" defer></script>v"},
           {"<script src=\"/{{x}}\">\n</script>", "<script src=\"/v\">\n</script>"},
           {"<svg viewBox=\"0 0 9 9\"><path d=\"{{x}}\"/></svg>",
            "<svg viewBox=\"0 0 9 9\"><path d=\"v\"/></svg>"},
           {"<style>p { color: red }</style>{{x}}", "<style>p { color: red }</style>v"},
           {"<p style=\"color: red\">{{x}}</p>", "<p style=\"color: red\">v</p>"},
           {"<title>{{x}}</title><textarea name='a'>{{x}}</textarea >",
            "<title>v</title><textarea name='a'>v</textarea >"},
           {"<option{{#yes}} selected{{/yes}}>", "<option selected>"},
           {"<option {{#no}}selected{{/no}} value=\"{{x}}\">", "<option  value=\"v\">"},
           {"<input {{#yes}}required class=\"a\"{{/yes}}>", "<input required class=\"a\">"},
           {"<p class=\"a{{#yes}} b{{/yes}}\">", "<p class=\"a b\">"},
           {"<a href=\"/c/{{x}}{{#yes}}?y={{x}}{{/yes}}#{{x}}\">", "<a href=\"/c/v?y=v#v\">"},
           {"{{#yes}}<p>{{/yes}}<br/>{{^no}}</p>{{/no}}", "<p><br/></p>"},
           {"<a href=\"tel:112\" hidden>{{x}}</a>", "<a href=\"tel:112\" hidden>v</a>"},
       }) {
    EXPECT_EQ(refusal(row.source), "") << row.source;
    EXPECT_EQ(rendered(row.source, model), row.written);
  }
}

TEST_F(Markup, EscapesValuesInTextAndAttributes) {
  EXPECT_EQ(rendered("<p title=\"{{x}}\">{{x}}</p>", {{"x", "<b>\"&'"}}),
            "<p title=\"&lt;b&gt;&#34;&amp;&#39;\">&lt;b&gt;&#34;&amp;&#39;</p>");
}

TEST_F(Markup, LinksOnlyToAddressesThatLeadSomewhereSafe) {
  for (const std::string good :
       {"https://a.example/?q=1", "HTTPS://a.example", "http://a.example", "mailto:a@b.example",
        "otpauth://totp/x?secret=ABC", "/", "/account", "/a//b", "?page=2", "#top"}) {
    EXPECT_EQ(rendered("<a href=\"{{x}}\">", {{"x", good}}), "<a href=\"" + good + "\">");
  }
  for (const std::string bad : {"javascript:alert(1)",
                                "JaVaScRiPt:alert(1)",
                                " javascript:alert(1)",
                                "\tjavascript:alert(1)",
                                "java\nscript:alert(1)",
                                "\x01javascript:alert(1)",
                                "javascript&#58;alert(1)",
                                "&#106;avascript:alert(1)",
                                "data:text/html,<script>alert(1)</script>",
                                "vbscript:msgbox(1)",
                                "blob:x",
                                "file:///etc/passwd",
                                "//evil.example",
                                "/\\evil.example",
                                "\\\\evil.example",
                                "/\t/evil.example",
                                "https:\\evil.example",
                                "evil.example",
                                "",
                                "https",
                                "ftp://a.example"}) {
    EXPECT_EQ(rendered("<a href=\"{{x}}\">", {{"x", bad}}), "<a href=\"about:invalid\">") << bad;
    EXPECT_EQ(rendered("<form action=\"{{x}}\">", {{"x", bad}}), "<form action=\"about:invalid\">")
        << bad;
    EXPECT_EQ(rendered("<svg><use xlink:href=\"{{x}}\"/></svg>", {{"x", bad}}),
              "<svg><use xlink:href=\"about:invalid\"/></svg>");
  }
}

TEST_F(Markup, EncodesValuesBehindTheBeginningOfAnAddress) {
  const Model hostile{
      {"x", "../a?b&c=d#e\"<f> é"}, {"base", "https://portal.example"}, {"mail", "a+b@c.example"}};
  const std::string encoded = "..%2Fa%3Fb%26c%3Dd%23e%22%3Cf%3E%20%C3%A9";
  EXPECT_EQ(rendered("<a href=\"/account/{{x}}?q={{x}}\">", hostile),
            "<a href=\"/account/" + encoded + "?q=" + encoded + "\">");
  EXPECT_EQ(rendered("<a href=\"/{{x}}\">", hostile), "<a href=\"/" + encoded + "\">");
  EXPECT_EQ(rendered("<a href=\"{{base}}/c/{{x}}\">", hostile),
            "<a href=\"https://portal.example/c/" + encoded + "\">");
  EXPECT_EQ(rendered("<a href=\"https://help.example:8443/{{x}}\">", hostile),
            "<a href=\"https://help.example:8443/" + encoded + "\">");
  EXPECT_EQ(rendered("<a href=\"mailto:{{mail}}?subject={{x}}\">", hostile),
            "<a href=\"mailto:a%2Bb@c.example?subject=" + encoded + "\">");
  EXPECT_EQ(rendered("<a href=\"/{{x}}\">", {{"x", "/evil.example"}}),
            "<a href=\"/%2Fevil.example\">");
}

}  // namespace
}  // namespace sallyport::templates
