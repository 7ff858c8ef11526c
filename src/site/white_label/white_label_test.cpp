#include "site/white_label/white_label.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "kit/embedded/embedded.hpp"
#include "kit/settings/settings.hpp"
#include "site/white_label/colours.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::white_label {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class WhiteLabel : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    const auto file = folder.path() / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << text;
  }

  /// What the start says, without the folder's own path; empty when it goes well.
  [[nodiscard]] std::string refusal() const {
    std::string said;
    try {
      const Overrides overrides = read(folder.path());
      const text::Catalogues catalogues{overrides.texts};
      templates::Templates templates{catalogues};
      replace_templates(overrides, templates);
    } catch (const std::runtime_error& refused) {
      said = refused.what();
    }
    const std::string own = folder.path().string() + "/";
    for (auto at = said.find(own); at != std::string::npos; at = said.find(own)) {
      said.erase(at, own.size());
    }
    return said;
  }

  [[nodiscard]] std::string refusal_of(const std::string& name, const std::string& text) const {
    write(name, text);
    return refusal();
  }

  static std::string ours(std::string_view name) {
    return std::string{embedded::find(name).value()};
  }

  /// Our log-off page with something in it.
  static std::string page_with(const std::string& addition) {
    std::string page = ours("src/features/signin/logoff.html");
    return page.insert(page.find("</section>"), addition);
  }
  static constexpr const char* log_off = "src/features/signin/logoff.html";

  testkit::Folder folder;
};

TEST_F(WhiteLabel, AnEmptyFolderChangesNothing) {
  EXPECT_EQ(refusal(), "");
  const Overrides overrides = read(folder.path());
  EXPECT_FALSE(overrides.look.style_sheet || overrides.look.logo || overrides.look.icon);
}

TEST_F(WhiteLabel, RefusesAFolderThatIsNotThere) {
  EXPECT_THROW(static_cast<void>(read(folder.path() / "none")), Refused);
}

TEST_F(WhiteLabel, RefusesNamesOfNothing) {
  EXPECT_EQ(refusal_of("templates/frame_topp.html", "x"),
            "templates/frame_topp.html: there is nothing of that name to replace; did you mean "
            "templates/frame_top.html?");
}

TEST_F(WhiteLabel, TakesEveryTemplateOfOursAsItIs) {
  for (const auto& file : embedded::all("", "")) {
    const bool is_template = file.name.ends_with(".html") || file.name.ends_with(".txt");
    if (is_template) write(std::string{file.name}, std::string{file.bytes});
  }
  EXPECT_EQ(refusal(), "");
}

// The probes of a template engine: each must be refused when it is loaded, none may be shown first.
TEST_F(WhiteLabel, RefusesTheTenProbesWhenTheyAreLoaded) {
  for (const std::string probe : {
           "<a href=\"javascript:go()\">x</a>",
           "<a href=\"java&#115;cript:go()\">x</a>",
           "<script>go('{{portal_name}}')</script>",
           "<script src=\"/assets/mine.js\" nonce=\"{{nonce}}\"></script>",
           "<p onclick=\"go()\">x</p>",
           "<p onclick=\"{{portal_name}}\">x</p>",
           "<p class={{portal_name}}>x</p>",
           "<p style=\"color: {{portal_name}}\">x</p>",
           "<iframe srcdoc=\"{{portal_name}}\"></iframe>",
           "<!-- {{portal_name}} -->",
           // and some of our own
           "<script src=\"https://elsewhere.example/x.js\"></script>",
           "<img src=\"https://elsewhere.example/x.png\" alt=\"\">",
           "<img src=\"//elsewhere.example/x.png\" alt=\"\">",
           "<link rel=\"stylesheet\" href=\"https://elsewhere.example/x.css\">",
           "<meta http-equiv=\"refresh\" content=\"0;url=https://elsewhere.example/\">",
           "<form method=\"post\" action=\"https://elsewhere.example/\"></form>",
           "<a href=\"data:text/html,x\">x</a>",
           "<button formaction=\"https://elsewhere.example/\">x</button>",
       }) {
    EXPECT_THAT(refusal_of(log_off, page_with(probe)), StartsWith(log_off)) << probe;
  }
  EXPECT_EQ(
      refusal_of(log_off, page_with("<p>{{portal_name}} <a href=\"https://x.example/\">x</a></p>")),
      "");
}

TEST_F(WhiteLabel, SaysInWhichLineATemplateNamesWhatThePageDoesNotHave) {
  EXPECT_EQ(refusal_of(log_off, page_with("<p>{{portal_nam}}</p>\n")),
            "src/features/signin/logoff.html:12: this page has no {{portal_nam}}; did you mean "
            "{{portal_name}}?");
}

TEST_F(WhiteLabel, RefusesANameOutsideTheListThatGivesIt) {
  const std::string name = "src/features/signin/organisation.html";
  std::string page = ours(name);
  page.insert(page.find("</section>"), "<p>{{name}}</p>");
  EXPECT_THAT(refusal_of(name, page), HasSubstr("{{name}} is used here otherwise"));
}

TEST_F(WhiteLabel, RefusesAFormThatSendsOtherFields) {
  std::string without = ours(log_off);
  const std::string field = "name=\"form_token\"";
  without.replace(without.find(field), field.size(), "name=\"token\"");
  EXPECT_THAT(refusal_of(log_off, without),
              AllOf(HasSubstr("name=\"form_token\" of our template is missing"),
                    HasSubstr("name=\"token\" is not in our template")));
}

TEST_F(WhiteLabel, RefusesALetterWithoutASubject) {
  EXPECT_THAT(refusal_of("templates/letters/invitation.mail.txt", "{{link_url}}\n"),
              HasSubstr("the first line is the subject"));
}

TEST_F(WhiteLabel, LettersMayNameThePortalEvenWhereOursDoNot) {
  std::string letter = ours("templates/letters/invitation.mail.txt");
  EXPECT_EQ(refusal_of("templates/letters/invitation.mail.txt", letter + "{{operator_name}}\n"),
            "");
}

TEST_F(WhiteLabel, TheFootOfThePageMayNameWhatItsHeadNames) {
  std::string foot = ours("templates/frame_bottom.html");
  foot.insert(foot.find("<footer"), "<p>{{portal_name}}</p>");
  EXPECT_EQ(refusal_of("templates/frame_bottom.html", foot), "");
}

TEST_F(WhiteLabel, ANewTextNeedsItsDutch) {
  EXPECT_EQ(refusal_of(log_off, page_with("<p>{{_ \"All is well.\"}}</p>\n")),
            "src/features/signin/logoff.html:12: \"All is well.\" is a new text: say it in "
            "texts/nl.po too");
  EXPECT_EQ(refusal_of("texts/nl.po", "msgid \"All is well.\"\nmsgstr \"Alles is goed.\"\n"), "");
}

TEST_F(WhiteLabel, RefusesTextsThatNobodySaysAndPlacesThatAreNotThere) {
  EXPECT_EQ(
      refusal_of("texts/en.po",
                 "msgid \"Log in\"\nmsgstr \"Enter\"\n\nmsgid \"Log inn\"\nmsgstr \"Enter\"\n\n"
                 "msgid \"Welcome, {person}\"\nmsgstr \"Hello, {name}\"\n\n"
                 "msgid \"Log off\"\nmsgstr \"\"\n\nmsgid \"Log in\"\nmsgstr \"x\"\n"),
      "texts/en.po:4: no page or email says \"Log inn\": take the words from the locale/nl.po "
      "of this version, letter by letter\n"
      "texts/en.po:7: \"Hello, {name}\": its {places} are not those of the original: keep each, "
      "as it is written there\n"
      "texts/en.po:10: \"\": it is empty: leave the entry out, or say something\n"
      "texts/en.po:13: \"Log in\" stands here twice");
}

TEST_F(WhiteLabel, RefusesColoursThatCannotBeReadInEitherTheme) {
  EXPECT_THAT(
      refusal_of("colours.toml", "[light]\naccent = \"#9fd7df\"\n"),
      HasSubstr("colours.toml:2: in [light], accent #9fd7df on page #f2f5f6 has a contrast of "
                "1.4"));
  EXPECT_THAT(
      refusal_of("colours.toml", "[light]\ntext = \"#000000\"\n[dark]\nquiet = \"#444444\"\n"),
      HasSubstr("colours.toml:4: in [dark], quiet #444444"));
  EXPECT_THAT(refusal_of("colours.toml", "[light]\nacent = \"#000000\"\n"),
              HasSubstr("did you mean \"light.accent\"?"));
  EXPECT_THAT(refusal_of("colours.toml", "[light]\naccent = \"teal\"\n"),
              HasSubstr("must be a colour as six hexadecimal digits"));
  EXPECT_EQ(
      refusal_of("colours.toml", "[light]\naccent = \"#3d4a86\"\naccent_strong = \"#2b3768\"\n"),
      "");
}

TEST(M49Colours, OurOwnColoursCanBeReadInBothThemes) {
  Faults faults;
  check_contrast(built_in_colours(), "", "web/site.css", faults);
  EXPECT_EQ(faults.text(), "");
  // WCAG's own examples.
  EXPECT_NEAR(contrast("#000000", "#ffffff"), 21, 0.001);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.005);
}

TEST_F(WhiteLabel, AColourOfTheLightThemeLeavesTheDarkOneAlone) {
  write("colours.toml", "[light]\naccent = \"#3d4a86\"\naccent_strong = \"#2b3768\"\n");
  const Overrides overrides = read(folder.path());
  const std::string css = overrides.look.style_sheet->bytes;
  EXPECT_THAT(css, HasSubstr(":root { --accent: #3d4a86; --accent-strong: #2b3768; }"));
  EXPECT_THAT(css.substr(css.find("dark")), HasSubstr("--accent: #7dd0d9;"));
}

TEST_F(WhiteLabel, RefusesStyleSheetsThatFetchOrAreNotWhole) {
  for (const auto& [css, line] : {
           std::pair{"p { color: red }\n@import \"x.css\";", 2},
           std::pair{"\n\np { background: URL(https://x.example/y) }", 3},
           std::pair{"p { background: u\\72l(x) }", 1},
           std::pair{"p { content: image-set(\"x\" 1x) }", 1},
           std::pair{"p { color: red", 1},
           std::pair{"p { color: red } }", 1},
           std::pair{"/* p { color: red }", 1},
           std::pair{"p { content: \"a }\n}", 1},
           std::pair{"p { behavior: x }", 1},
       }) {
    EXPECT_THAT(refusal_of("style.css", css), StartsWith("style.css:" + std::to_string(line) + ":"))
        << css;
  }
  EXPECT_EQ(refusal_of("style.css", "/* url( */ p::before { content: \"url(\"; }"), "");
}

TEST_F(WhiteLabel, RefusesLogosThatRunOrFetchOrAreNone) {
  const auto svg = [](const std::string& inside) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 36 36\">" + inside + "</svg>";
  };
  for (const std::string& bad : {
           svg("<script>go()</script>"),
           svg("{{<script>go()</script>}}"),
           svg("<!-- --><SCRIPT/>"),
           svg("<path onload=\"go()\" d=\"M0 0\"/>"),
           svg("<path OnLoad = 'go()' d=\"M0 0\"/>"),
           svg("<use href=\"https://x.example/y.svg#z\"/>"),
           svg("<use xlink:href=\"data:x\"/>"),
           svg("<image href=\"#a\"/>"),
           svg("<foreignObject/>"),
           svg("<set attributeName=\"href\" to=\"javascript:go()\"/>"),
           svg("<style>@import url(x)</style>"),
           svg("<rect fill=\"url(https://x.example/)\"/>"),
           svg("<rect fill=\"&#117;rl(https://x.example/)\"/>"),
           std::string{"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg viewBox=\"0 0 1 1\"/>"},
           std::string{"<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"},
           std::string{"<svg viewBox=\"0 0 0 1\"></svg>"},
           std::string{"<svg viewBox=\"0 0 99 1\"></svg>"},
           std::string{"<html></html>"},
           std::string{"GIF89a"},
       }) {
    EXPECT_THAT(refusal_of("logo.svg", bad), StartsWith("logo.svg:")) << bad;
  }
  EXPECT_EQ(refusal_of("logo.svg", svg("<g><rect fill=\"url(#a)\"/><use href=\"#b\"/></g>")), "");
}

std::string png(std::uint32_t width, std::uint32_t height) {
  std::string bytes{"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", 16};
  for (const std::uint32_t side : {width, height}) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(side >> shift);
  }
  return bytes + std::string(20, '\0');
}

TEST_F(WhiteLabel, HoldsThePictureOfALogoAgainstItsSize) {
  EXPECT_THAT(refusal_of("logo.png", "JFIF"), HasSubstr("not a PNG"));
  EXPECT_THAT(refusal_of("logo.png", png(36, 36)), HasSubstr("too few to be sharp"));
  EXPECT_THAT(refusal_of("logo.png", png(2048, 2048)), HasSubstr("more than a logo needs"));
  EXPECT_THAT(refusal_of("logo.png", png(80, 90)), HasSubstr("as wide as it is high"));
  EXPECT_EQ(refusal_of("logo.png", png(216, 72)), "");
  const Overrides overrides = read(folder.path());
  EXPECT_EQ(overrides.look.logo->width, 108);
  EXPECT_TRUE(overrides.look.logo->is_wide);
  EXPECT_FALSE(overrides.look.icon) << "a wide logo is no icon";
  EXPECT_THAT(refusal_of("logo.svg", "<svg viewBox=\"0 0 1 1\"/>"), HasSubstr("keep one of them"));
  EXPECT_THAT(refusal_of("icon.png", png(216, 72)), HasSubstr("icon.png: must be as wide"));
}

TEST_F(WhiteLabel, RefusesFilesThatAreTooLarge) {
  EXPECT_THAT(refusal_of("style.css", std::string(300'000, ' ')), HasSubstr("larger than 256 KiB"));
}

}  // namespace
}  // namespace sallyport::white_label
