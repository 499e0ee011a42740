"""Pages of the house and their pictures."""

from pages.models.articles import ArticleExpert, ArticlePage, ArticlesPage, ArticleTopic, Topic
from pages.models.experts import ExpertPage, ExpertsPage
from pages.models.goods import GoodsPage
from pages.models.house_page import HousePage
from pages.models.pictures import COVER, PORTRAIT, SHARED, Picture, Rendition, Shot, shot
from pages.models.plain import ContentPage, GiftsPage, HomePage, WordsPage
from pages.models.services import ServicePage, ServicesPage

__all__ = [
    "COVER", "PORTRAIT", "SHARED", "ArticleExpert", "ArticlePage", "ArticleTopic", "ArticlesPage", "ContentPage",
    "ExpertPage", "ExpertsPage", "GiftsPage", "GoodsPage", "HomePage", "HousePage", "Picture", "Rendition",
    "ServicePage", "ServicesPage", "Shot", "Topic", "WordsPage", "shot",
]  # fmt: skip
