"""Blocks of narrative text, the same on notes and standard pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    alternative_text = blocks.CharBlock(
        label=_("alternative text"),
        help_text=_("What somebody who cannot see the picture needs to know"),
        max_length=250,
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "components/picture.html"


class NarrativeBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=120, icon="title", template="components/heading.html")
    text = blocks.RichTextBlock(label=_("text"), features=RICH_TEXT_FEATURES, icon="pilcrow")
    picture = PictureBlock()
    document = DocumentChooserBlock(label=_("document"), icon="doc-full", template="components/document.html")
